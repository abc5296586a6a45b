"""What a unit is worth to this practice: `read_amounts(viewer)` → `PracticeAmounts`.

In this order: the payer's agreed rates; CMS's files of the year, priced at the practice's locality; the amounts shipped with
the rules (unconfirmed). `find_charge`: what the practice charges, by its own list, else the amount. Locality, APM standing and
facility pricing are the practice's dated setting `billing`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from vantrexia.accounts.selectors.practices import find_setting
from vantrexia.billing.models import FeeFile, FeeRow
from vantrexia.core.actor import Actor
from vantrexia.domain.billing.amounts import AmountBook, Schedule, load_amount_book
from vantrexia.domain.billing.fees.pricing import price
from vantrexia.domain.billing.fees.rows import Gpci, PairEdit, Rvu

SETTING = "billing"


@dataclass(frozen=True, slots=True)
class MoneySettings:
    """Where the practice is paid: MAC and locality (`04412/31`), qualifying APM participant or not, in a facility or not."""

    locality: str = ""
    apm: bool = False
    facility: bool = False


@dataclass(frozen=True, slots=True)
class PracticeAmounts:
    """The practice's amounts. `shared`: schedules for every payer by rule payer; `own`: agreed rates by payer."""

    settings: MoneySettings
    shared: tuple[Schedule, ...]
    own: dict[UUID, tuple[Schedule, ...]]
    charges: tuple[Schedule, ...]
    limits: dict[str, int]
    pairs: tuple[PairEdit, ...]

    def book_for(self, payer_id: UUID | None, *, rule_payer: str) -> AmountBook:
        """Amounts for lines of a payer. A payer without amounts of its own is shown Medicare's, as an estimate."""
        own = self.own.get(payer_id, ()) if payer_id else ()
        mine = tuple(_for_payer(schedule, rule_payer) for schedule in own)
        borrowed = tuple(
            _for_payer(schedule, rule_payer, confirmed=False)
            for schedule in self.shared
            if schedule.payer != rule_payer
        )
        return AmountBook((*mine, *self.shared, *borrowed))

    def find_charge(self, code: str, *, on: date) -> Decimal | None:
        """The practice's charge per unit, None where its list has none."""
        found = AmountBook(self.charges).find_amount(code=code, units=1, payer="", on=on, apm=False)
        return found.unit if found else None


def read_settings(viewer: Actor, *, at: datetime) -> MoneySettings:
    """The practice's setting `billing` as of an instant."""
    given = find_setting(viewer=viewer, name=SETTING, at=at) or {}
    return MoneySettings(str(given.get("locality", "")), bool(given.get("apm")), bool(given.get("facility")))


def read_amounts(viewer: Actor, *, at: datetime) -> PracticeAmounts:
    """Every amount, charge, limit and pair the practice loaded and did not withdraw, beside the shipped ones."""
    settings = read_settings(viewer, at=at)
    files = list(
        FeeFile.objects.filter(practice_id=viewer.practice_id, withdrawn_at__isnull=True).order_by(
            "-valid_from", "-loaded_at"
        )
    )
    rows: dict[UUID, list[FeeRow]] = {file.id: [] for file in files}
    for row in FeeRow.objects.filter(practice_id=viewer.practice_id, file_id__in=list(rows)):
        rows[row.file_id].append(row)
    own: dict[UUID, tuple[Schedule, ...]] = {}
    for file in files:
        if file.kind == "rates" and file.payer_id:
            own[file.payer_id] = (*own.get(file.payer_id, ()), *_build_rates(file, rows[file.id], payer=""))
    charges = [
        one for file in files if file.kind == "charges" for one in _build_rates(file, rows[file.id], payer="")
    ]
    limits: dict[str, int] = {}
    for file in reversed([file for file in files if file.kind == "mue"]):
        limits |= {row.key: int(row.values["units"]) for row in rows[file.id]}
    pairs = [
        PairEdit(
            row.key, row.other, row.valid_from or file.valid_from, row.valid_to, int(row.values["modifier"])
        )
        for file in files
        if file.kind == "ptp"
        for row in rows[file.id]
    ]
    return PracticeAmounts(
        settings=settings, shared=(*_price_files(files, rows, settings), *load_amount_book().schedules), own=own,
        charges=tuple(charges), limits=limits, pairs=tuple(pairs),
    )  # fmt: skip


def _build_rates(file: FeeFile, rows: Iterable[FeeRow], *, payer: str) -> list[Schedule]:
    """A schedule for each stretch of dates in the file."""
    by_dates: dict[tuple[date, date | None], dict[str, Decimal]] = {}
    for row in rows:
        by_dates.setdefault((row.valid_from or file.valid_from, row.valid_to), {})[row.key] = Decimal(
            row.values["amount"]
        )
    return [
        Schedule(str(file.id), payer, first, last, None, file.confirmed_at is not None, file.name, amounts)
        for (first, last), amounts in by_dates.items()
    ]


def _price_files(
    files: list[FeeFile], rows: dict[UUID, list[FeeRow]], settings: MoneySettings
) -> list[Schedule]:
    """RVU x GPCI x CF for the practice's locality; files of a year without indices of that year price nothing."""
    found: list[Schedule] = []
    for file in files:
        if file.kind != "rvu" or file.conversion_factor is None or file.apm != settings.apm:
            continue
        indices = _find_gpci(files, rows, file.year, settings.locality)
        if indices is None:
            continue
        gpci, confirmed = indices
        amounts = {
            row.key: price(
                _as_rvu(row), gpci, conversion_factor=file.conversion_factor, facility=settings.facility
            )
            for row in rows[file.id]
        }
        confirmed = confirmed and file.confirmed_at is not None
        found.append(
            Schedule(
                str(file.id),
                "cms",
                file.valid_from,
                file.valid_to,
                None,
                confirmed,
                f"{file.name}, {gpci.name}",
                amounts,
            )
        )
    return found


def _find_gpci(
    files: list[FeeFile], rows: dict[UUID, list[FeeRow]], year: int | None, locality: str
) -> tuple[Gpci, bool] | None:
    for file in files:
        if file.kind == "gpci" and file.year == year:
            for row in rows[file.id]:
                if row.key == locality:
                    mac, _, number = row.key.partition("/")
                    numbers = [
                        Decimal(row.values[name]) for name in ("work", "practice_expense", "malpractice")
                    ]
                    return Gpci(
                        mac, row.values["state"], number, row.values["name"], *numbers
                    ), file.confirmed_at is not None
    return None


def _as_rvu(row: FeeRow) -> Rvu:
    numbers = [
        Decimal(row.values[name])
        for name in ("work", "practice_expense", "facility_practice_expense", "malpractice")
    ]
    return Rvu(row.key, row.values["status"], *numbers)


def _for_payer(schedule: Schedule, payer: str, *, confirmed: bool | None = None) -> Schedule:
    return Schedule(
        schedule.id, payer, schedule.valid_from, schedule.valid_to, schedule.apm,
        schedule.confirmed if confirmed is None else confirmed, schedule.source, schedule.amounts,
    )  # fmt: skip
