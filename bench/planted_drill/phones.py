"""A planted person's phone: signs in with the sample providers over HTTP and does shipped operations by name."""

from typing import Any

from django.test import Client

from tests.asking import text_of
from tests.people.login.journeys import Phone

from .people import Planted

# The providers whose level is enough for what cannot be taken back.
SURE = "thaid"


class JourneyFailed(Exception):
    """A step of a journey did not go as it does for everybody; says the step and the codes, never a number."""


class App(Phone):
    """The app on somebody's phone."""

    def __init__(self, who: Planted, *, agent: str = "") -> None:
        super().__init__()
        self.who = who
        more = {"HTTP_USER_AGENT": agent} if agent else {}
        self.client = Client(raise_request_exception=False, SERVER_NAME="127.0.0.1", **more)

    def enter(self, provider: str) -> None:
        """Sign in with a provider.

        :raises JourneyFailed: when it is refused.
        """
        answer = self.sign_in(provider, self.who.key)
        if answer.status_code != 200:
            raise JourneyFailed(f"sign-in with {provider}: {answer.status_code}")

    def do(self, operation: str, **variables: Any) -> Any:
        """Run an operation; return what its only root field says.

        :raises JourneyFailed: on errors.
        """
        answer = self.ask(text_of(operation), **variables)
        if answer.status_code == 401:
            self.renew()
            answer = self.ask(text_of(operation), **variables)
        told = answer.json()
        if "errors" in told:
            codes = [error.get("extensions", {}).get("code") for error in told["errors"]]
            raise JourneyFailed(f"{operation}: {codes}")
        return next(iter(told["data"].values()))

    def renew(self) -> None:
        """Get a new access token for the one that ended.

        :raises JourneyFailed: when it is refused.
        """
        answer = self.post("/tokens/refresh", {"refresh_token": self.refresh_token})
        if answer.status_code != 200:
            raise JourneyFailed(f"renewing a token: {answer.status_code}")
        given = answer.json()["data"]
        self.access_token = given["access_token"]
        self.refresh_token = given.get("refresh_token", self.refresh_token)

    def act(self, operation: str, **given: Any) -> Any:
        """Run a mutation, stepping up when that is wanted; return its payload.

        :raises JourneyFailed: when it is refused.
        """
        payload = self.do(operation, input=given)
        if [problem["code"] for problem in payload["problems"]] == ["STEP_UP_REQUIRED"]:
            self.enter(SURE)
            payload = self.do(operation, input=given)
        if payload["problems"]:
            raise JourneyFailed(f"{operation}: {[problem['code'] for problem in payload['problems']]}")
        return payload

    def connect(self, provider: str) -> None:
        """Link another provider.

        :raises JourneyFailed: when it is refused.
        """
        answer = self.present(provider, self.id_token(provider, self.who.key), "connect", **self.bearer)
        if answer.status_code != 200:
            raise JourneyFailed(f"linking {provider}: {answer.status_code}")
