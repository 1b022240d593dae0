"""Addresses of consultations that are no API and no desk: reports, comments, open data. English ones begin with en/."""

from django.urls import path

from . import comments, open_data, report

urlpatterns = [
    path("open-data/<slug:code>/", open_data.listed, name="open-data"),
    path("open-data/<slug:code>/<uuid:data_set>/<path:name>", open_data.fetch, name="open-data-file"),
    path("hearings/<slug:code>/report/<int:revision>.json", report.content, name="hearing-report-json"),
]
for language, start, end in (("th", "", ""), ("en", "en/", "-en")):
    how = {"language": language}
    urlpatterns += [
        path(f"{start}hearings/<slug:code>/report", report.page, how, name=f"hearing-report{end}"),
        path(
            f"{start}hearings/<slug:code>/report/<int:revision>",
            report.page,
            how,
            name=f"hearing-report-revision{end}",
        ),
        path(
            f"{start}hearings/<slug:code>/report/<int:revision>.pdf", report.paper, how, name=f"hearing-report-pdf{end}"
        ),
        path(f"{start}hearings/<slug:code>/comments", comments.page, how, name=f"hearing-comments{end}"),
    ]
