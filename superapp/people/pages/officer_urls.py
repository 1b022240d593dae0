"""Addresses of the officers' door. Before the desk's own, whose sign-in, sign-out and password pages they replace."""

from django.contrib import admin
from django.urls import path

from . import officers

desk = admin.site.admin_view

urlpatterns = [
    path("login/", officers.sign_in, name="officer-sign-in"),
    path("login/code/", officers.code, name="officer-code"),
    path("login/set-up/", officers.set_up, name="officer-set-up"),
    path("login/invitation/<str:token>/", officers.invitation, name="officer-invitation"),
    path("logout/", officers.sign_out, name="officer-sign-out"),
    path("password_change/", desk(officers.password_change), name="officer-password"),
    path("account/", desk(officers.own_account), name="officer-account"),
    path("account/sessions/<uuid:session>/end/", desk(officers.end_stay), name="officer-end-stay"),
    path("account/recovery-codes/", desk(officers.renew_codes), name="officer-recovery-codes"),
]
