"""Fee schedules and edits as files: load, confirm, withdraw. `/api/v1/billing/fee-files/…`."""

from __future__ import annotations

from uuid import UUID

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from vantrexia.api import money_shapes as shapes
from vantrexia.api.views import Endpoint
from vantrexia.billing.selectors import payers as reads
from vantrexia.billing.services import fee_files
from vantrexia.billing.services.fee_files import NewFeeFile


class FeeFileView(Endpoint):
    def show(self, file: reads.FeeFileView) -> dict[str, object]:
        shown = {name: getattr(file, name) for name in reads.FeeFileView.__dataclass_fields__}
        factor = file.conversion_factor
        return {**shown, "conversion_factor": float(factor) if factor is not None else None}

    def one(self, file_id: UUID) -> dict[str, object]:
        return self.show(reads.get_fee_file(viewer=self.actor, file_id=file_id))


class FeeFiles(FeeFileView):
    needs = {"GET": "billing.read", "POST": "billing.write"}
    parser_classes = [MultiPartParser]

    @extend_schema(operation_id="billing_fee_files_list", responses=shapes.FeeFileList)
    def get(self, request: Request) -> Response:
        return self.ok({"results": [self.show(file) for file in reads.list_fee_files(viewer=self.actor)]})

    @extend_schema(
        operation_id="billing_fee_file_load", request={"multipart/form-data": shapes.FeeFileInput},
        responses={200: shapes.FeeFileLoaded, 201: shapes.FeeFileLoaded},
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        given = self.read(shapes.FeeFileInput)
        sent = given.pop("file")
        new = NewFeeFile(name=str(sent.name), body=sent.read(fee_files.MAX_BYTES + 1), **given)
        file_id, is_known = fee_files.load_fee_file(actor=self.actor, new=new, now=self.now)
        return self.ok({**self.one(file_id), "duplicate": is_known}, status=200 if is_known else 201)


class FeeFileConfirm(FeeFileView):
    """A person compared it with its source."""

    needs = {"POST": "billing.write"}

    @extend_schema(operation_id="billing_fee_file_confirm", request=None, responses=shapes.FeeFileShape)
    def post(self, request: Request, file_id: UUID) -> Response:
        fee_files.confirm_fee_file(actor=self.actor, file_id=file_id, now=self.now)
        return self.ok(self.one(file_id))


class FeeFileWithdraw(FeeFileView):
    """It no longer counts."""

    needs = {"POST": "billing.write"}

    @extend_schema(
        operation_id="billing_fee_file_withdraw", request=shapes.MoneyReason, responses=shapes.FeeFileShape
    )
    def post(self, request: Request, file_id: UUID) -> Response:
        reason = self.read(shapes.MoneyReason)["reason"]
        fee_files.withdraw_fee_file(actor=self.actor, file_id=file_id, reason=reason, now=self.now)
        return self.ok(self.one(file_id))


urlpatterns = [
    path("billing/fee-files/", FeeFiles.as_view()),
    path("billing/fee-files/<uuid:file_id>/confirm/", FeeFileConfirm.as_view()),
    path("billing/fee-files/<uuid:file_id>/withdraw/", FeeFileWithdraw.as_view()),
]
