"""What SES answers when it does not take a mail."""

from __future__ import annotations

from http import HTTPStatus

from starlette.responses import JSONResponse


class Refusal(Exception):
    """A modelled SES v2 error: `code` is its shape's name, `status` its HTTP status."""

    code: str
    status: HTTPStatus = HTTPStatus.BAD_REQUEST

    def answer(self) -> JSONResponse:
        """The error as the REST-JSON protocol carries it: the SDK reads the header first."""
        headers = {"x-amzn-errortype": self.code}
        return JSONResponse({"message": str(self)}, status_code=self.status, headers=headers)


class BadRequest(Refusal):
    code = "BadRequestException"


class AlreadyExists(Refusal):
    code = "AlreadyExistsException"


class MessageRejected(Refusal):
    code = "MessageRejected"


class NotFound(Refusal):
    code = "NotFoundException"
    status = HTTPStatus.NOT_FOUND


class TooManyRequests(Refusal):
    code = "TooManyRequestsException"
    status = HTTPStatus.TOO_MANY_REQUESTS


class InternalFailure(Refusal):
    """SES failed: the caller cannot know whether the mail was taken."""

    code = "InternalFailure"
    status = HTTPStatus.INTERNAL_SERVER_ERROR
