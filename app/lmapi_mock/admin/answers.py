"""What the admin API answers, as models: for its OpenAPI document, which `docs.js` shows.

Answers are built as they are and not held against these when they go out, for a state may be big;
tests/admin/test_openapi.py holds real answers of every model against them.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from lmapi_mock.journal.outcome import Outcome

Cell = Annotated[Any, WithJsonSchema({"type": ["string", "number", "null"]})]
Row = dict[str, Cell]


class Answer(BaseModel):
    """An answer, or a part of one, that has these keys and no others."""

    model_config = ConfigDict(extra="forbid", defer_build=True)


class Problem(Answer):
    """Why a call was refused or failed."""

    code: str = Field(description="For programs; it stays.", examples=["unknown_lead"])
    message: str = Field(description="For people.", examples=["There is no lead 7."])
    hint: str = Field(
        description="What would do, empty where nobody knows.",
        examples=["GET /__admin/tables/vicidial_list lists those there are."],
    )


class ErrorAnswer(Answer):
    """The one form of all errors."""

    error: Problem


def answers(model: Any, status: int = 200) -> dict[int | str, dict[str, Any]]:
    """Say in the OpenAPI document what a route answers: its `responses`."""
    return {status: {"model": model}}


def answers_text(media_type: str, example: str) -> dict[int | str, dict[str, Any]]:
    """The same of a route that answers with text, as this one."""
    return {200: {"content": {media_type: {"schema": {"type": "string"}, "example": example}}}}


def fails(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Say in the OpenAPI document how a route may fail, beside what all may (`failures.py`)."""
    return {status: {"model": ErrorAnswer} for status in statuses}


class Alive(Answer):
    """The process answers."""

    status: Literal["ok"]
    version: str = Field(description="The server's.", examples=["0.9.0"])


class Healthy(Alive):
    """The database answers too."""

    database: str = Field(description="Its engine.", examples=["sqlite", "mysql", "postgresql"])


class Unwell(Answer):
    """What keeps the server from storing leads."""

    status: Literal["error"]
    reason: str = Field(examples=["The database has not answered within 2 seconds."])


HEALTH: Final[dict[int | str, dict[str, Any]]] = {
    200: {"model": Healthy},
    503: {"model": Unwell, "description": "No lead would be stored now."},
}
"""What a probe answers."""


class ClockAnswer(Answer):
    """Where the clock stands."""

    now: str = Field(description="The instant, in UTC.", examples=["2026-03-08T09:59:59Z"])
    local: str = Field(
        description="The same in the server's zone.", examples=["2026-03-08 04:59:59"]
    )
    timezone: str = Field(description="The zone's IANA name.", examples=["America/New_York"])
    frozen: bool = Field(description="Whether it stands still.")


class JournalBrief(Answer):
    """How full the journal is."""

    size: int = Field(description="How many requests it keeps at most; 0 for no journal.")
    held: int = Field(description="How many it holds.")
    bytes: int = Field(description="How much memory these take.")
    most_bytes: int | None = Field(
        description="How much all journals of the server may take; null for no limit."
    )
    last_id: int = Field(description="The newest one's id.")
    dropped: int = Field(description="How many older ones it has let go.")


class ProcessAnswer(Answer):
    """A process that works on a database which several may share."""

    host: str = Field(description="Its machine's name.")
    pid: int = Field(description="Its number there.")
    version: str = Field(description="Of lmapi-mock.")
    since: str = Field(
        description="When it began to serve, UTC.", examples=["2026-07-15T14:00:00Z"]
    )


class WorldAnswer(Answer):
    """A world in brief."""

    namespace: str = Field(description="Its name; empty for the server's own.")
    version: str
    clock: ClockAnswer
    faults: int = Field(description="How many rules can still strike.")
    spent_faults: int = Field(description="How many have struck as often as they were to.")
    leads: int = Field(description="How many leads there are.")
    journal: JournalBrief
    database: str = Field(description="Its engine.", examples=["sqlite"])
    existing: bool = Field(description="Whether it is a dialer's own database.")
    strict: str = Field(description="Which findings end the process badly.", examples=["no"])
    processes: list[ProcessAnswer] = Field(
        [],
        description="Those that work on the database: on a server, or with several workers. One"
        " that was killed is named for a quarter of a minute more.",
    )


class SettingAnswer(Answer):
    """A setting."""

    name: str = Field(examples=["database"])
    value: str = Field(description="As it would be given; a secret is `***`.")
    default: Any = Field(description="What it is unless told otherwise.")
    meaning: str
    flag: str | None = Field(description="On the command line.", examples=["--database"])
    variable: str | None = Field(description="In the environment.", examples=["LMAPI_DATABASE"])


class Settings(Answer):
    """All settings."""

    settings: list[SettingAnswer]


class StateAnswer(Answer):
    """Rows by table."""

    tables: dict[str, list[Row]] = Field(examples=[{"vicidial_dnc": [{"phone_number": "7275"}]}])


class Identifiers(Answer):
    """The identifiers that the database has given."""

    identifiers: dict[str, list[Cell]] = Field(examples=[{"vicidial_list": [1, 2]}])


class SnapshotAnswer(Answer):
    """A snapshot."""

    name: str
    saved_at: str = Field(examples=["2026-03-08T09:59:59Z"])
    leads: int = Field(description="How many it holds.")


class Snapshots(Answer):
    """All snapshots, by name."""

    snapshots: list[SnapshotAnswer]


class NamespaceAnswer(Answer):
    """A namespace, in brief."""

    name: str = Field(examples=["ci-4711"])
    requests: int = Field(description="In its journal.")
    faults: int = Field(description="Rules that still strike.")
    frozen: bool = Field(description="Whether its clock stands still.")
    idle_s: float = Field(
        description="How long nobody has used it, in seconds; in another process, as far as that "
        "has been told."
    )
    age_s: float = Field(description="Since when it is there, in seconds of real time.")
    space: str | None = Field(
        description="Where several processes find its tables: a schema of PostgreSQL, a database "
        "of MariaDB, a file. Null where it is in the memory of the server's one process.",
        examples=["leads_ns_ci_4711_5f0c2a9d"],
    )


class Namespaces(Answer):
    """The namespaces that have been used."""

    namespaces: list[NamespaceAnswer]


class ColumnAnswer(Answer):
    """A column."""

    name: str = Field(examples=["phone_number"])
    type: str = Field(description="MariaDB's.", examples=["varchar(18)"])
    nullable: bool
    default: Cell
    choices: list[str] | None = Field(description="Of an enum, else null.")


class TableAnswer(Answer):
    """A table."""

    name: str = Field(examples=["vicidial_list"])
    rows: int
    custom: bool = Field(description="Whether it is a list's own.")
    editable: bool
    key: list[str] = Field(description="The columns that name a row.", examples=[["lead_id"]])
    unique: bool = Field(description="Whether no two rows have the same.")
    generated: str | None = Field(description="The column whose values the database gives.")
    columns: list[ColumnAnswer]


class Tables(Answer):
    """All tables."""

    tables: list[TableAnswer]


class RowAnswer(Answer):
    """A row and its name."""

    key: str = Field(description="As it stands in the row's path.", examples=["12"])
    row: Row


class AddedRows(Answer):
    """Rows that were added."""

    rows: list[RowAnswer]


class PageAnswer(AddedRows):
    """A page of rows."""

    table: str
    total: int = Field(description="How many there are, as far as they were counted.")
    more: bool = Field(description="Whether there are more than that.")
    next: str | None = Field(description="What `after` is to be for the next page.")
    searched: int | None = Field(description="In how many of the newest rows; null for all.")
    note: str


class FieldAnswer(RowAnswer):
    """A custom field: its row of vicidial_lists_fields and its column's type."""

    type: str | None = Field(examples=["varchar(20)"])


class FieldsAnswer(Answer):
    """A list's custom fields."""

    table: str | None = Field(description="Null where the list has none.", examples=["custom_999"])
    fields: list[FieldAnswer]


class CustomRow(Answer):
    """A lead's row of a custom table."""

    table: str
    row: Row


class LeadAnswer(Answer):
    """All there is about a lead."""

    lead: Row
    alt_phones: list[Row]
    custom: CustomRow | None
    hopper: list[Row]
    callbacks: list[Row]
    api_log: list[Row]
    requests: list[int] = Field(description="Ids of the requests that stored it.")
    refused: list[int] = Field(description="Ids of those that were its duplicates.")


class Cleaned(Answer):
    """What cleaning keeps."""

    cleaned: dict[str, str]
    unknown: list[str] = Field(description="Names that the function does not read.")


class FindingAnswer(Answer):
    """Something that the dialer swallowed silently."""

    code: str
    severity: str = Field(examples=["warning"])
    message: str
    parameter: str | None
    sent: str | None
    kept: str | None
    docs: str = Field(description="Where it is explained.")


class JournalFinding(FindingAnswer):
    """A finding, and whose it is."""

    request: int = Field(description="The request's id.")


class FindingsMeta(Answer):
    """How far the journal goes."""

    dropped: int
    last_id: int


class Findings(Answer):
    """What was found, newest first."""

    findings: list[JournalFinding]
    strict: str
    failed: bool = Field(description="Whether the process is to end badly.")
    meta: FindingsMeta


class FindingsOfCode(Answer):
    """How often a code was found, and where."""

    code: str
    severity: str = Field(description="The worst of them.", examples=["warning"])
    count: int
    first: int = Field(description="The id of the oldest request that has it.")
    last: int = Field(description="The id of the newest.")
    example: JournalFinding = Field(description="Of the newest request.")


class FindingsByCode(Answer):
    """What was found, by code: the worst first, of those equally bad the most frequent."""

    codes: list[FindingsOfCode]
    meta: FindingsMeta


class SentRequest(Answer):
    """A request as it came, without passwords."""

    method: str
    path: str
    url: str
    query: str
    headers: dict[str, str]
    body_size: int
    remote_ip: str
    body: str = Field("", description="The body; where it is no text, `body_base64` is there.")
    body_base64: str = ""


class GivenResponse(Answer):
    """What it was answered."""

    status: int = Field(description="HTTP's; 0 where a fault gave no answer.")
    body: str
    dialect: str


class StruckFault(Answer):
    """The fault that it met."""

    rule: str
    phase: str
    delay_ms: float = Field(description="How long it waited, beside `duration_ms`.")
    effect: dict[str, Any] | None = Field(
        description="What went out in place of the answer: `status` and `body`, or `fault` for a"
        " connection that broke; `answer` and `sql_failures` made the answer what it is. Null"
        " where it only waited."
    )


OutcomeName = Annotated[
    Outcome,
    Field(
        description="`added` stored a lead, `done` is any other success; `refused` is an ERROR, of"
        " which `login` are those for user or password; `failed` was broken off by a statement of"
        " the dialer's; `fault` got something else than the answer, or nothing; `not_found` came"
        " to none of the endpoint's paths."
    ),
]


class DialersAnswer(Answer):
    """What the dialer has answered to the same request, under `lmapi-mock shadow`."""

    status: int = Field(description="HTTP's; 0 where it closed the connection.")
    headers: dict[str, str]
    body: str = Field(description="Without passwords.")
    duration_ms: float
    differs: bool | None = Field(
        description="Whether the double's answer is another one; null until that is known."
    )
    known: str = Field(
        description="Why it is another one, where that is a limit of docs/limits.md, which counts "
        "as no difference; else empty."
    )


class RequestSummary(Answer):
    """A request of the journal."""

    id: int
    request_id: str = Field(description="X-Request-Id, as sent or given.")
    time: str = Field(examples=["2026-03-08T09:59:59Z"])
    request: SentRequest
    params: dict[str, str]
    function: str
    user: str
    result: str | None = Field(examples=["SUCCESS"])
    response: GivenResponse
    verdict: str = Field(examples=["stored as lead 12"])
    outcome: OutcomeName
    was_matched: bool
    lead_id: int | None
    fault: StruckFault | None
    dialer: DialersAnswer | None
    findings: list[FindingAnswer]
    duration_ms: float


class OutgoingCall(Answer):
    """A call of the address for new leads."""

    id: int = Field(description="Its url_log_id.")
    time: str | None = Field(examples=["2026-03-08 04:59:59"])
    lead_id: str = Field(description="Of the new lead.", examples=["12"])
    url: str | None
    response: str | None = Field(description="What was answered, or PHP's complaint.")
    seconds: int | None = Field(description="How long it took, whole ones.")


class OutgoingCalls(Answer):
    """What a dialer calls by itself."""

    calls: list[OutgoingCall]
    call_urls: str = Field(description="Whether calls are made.", examples=["record"])


class StageAnswer(Answer):
    """A stage and what became of it."""

    name: str
    does: str
    section: str
    verdict: str
    lines: list[str]


class Mend(Answer):
    """One thing that would let a request pass, as its remedy names it; a parameter or a table."""

    parameter: str | None = Field(description="To be sent otherwise.", examples=["dnc_check"])
    value: str | None = Field(
        description="What to send; empty to leave it out, null where it is yours to choose."
    )
    table: str | None = Field(
        description="Where a row is to be changed, added or removed.", examples=["vicidial_users"]
    )
    column: str | None = Field(description="Which finds the row.", examples=["user"])
    holds: str | None = Field(
        description="What that column holds; null where no row in particular is meant."
    )
    of_user: str | None = Field(description="The user whose group's row is meant.")
    columns: list[str] = Field(description="Those to be changed.", examples=[["modify_leads"]])


class Refusal(Answer):
    """Why a request was refused."""

    stage: str
    reason: str
    cause: str
    because: Any
    remedy: str
    mends: list[Mend] = Field(description="What the remedy names, in its order.")
    message: str | None = Field(
        description="What the contract calls it.", examples=["add_lead.IN_DNC"]
    )
    lead_id: int | None = Field(description="The lead that it is a duplicate of.")


class WrittenRow(Answer):
    """A row that a request wrote."""

    table: str
    change: Literal["inserted", "updated", "deleted"]
    row: dict[str, Any] | None
    before: dict[str, Any] | None


class RequestAnswer(RequestSummary):
    """All that is known of a request."""

    cleaned: dict[str, str]
    stages: list[StageAnswer]
    refusal: Refusal | None
    answers: dict[str, str] = Field(description="Its text by dialect.")
    rows: list[WrittenRow]


class JournalMeta(FindingsMeta):
    """How far a listing goes."""

    total: int
    processes: int = Field(description="How many processes keep a journal each.")
    next: int | None = Field(
        description="`before` of the call that goes on from here; null where all were looked at."
    )


class Requests(Answer):
    """Requests of the journal, newest first."""

    requests: list[RequestSummary]
    meta: JournalMeta
    requestJournalDisabled: bool  # noqa: N815  WireMock's name


class Outcomes(Answer):
    """How many requests came to what."""

    outcomes: dict[Outcome, int] = Field(description="Those of which there is one at least.")
    total: int
    next: int | None = Field(
        description="`before` of the call that goes on from here; null where all were looked at."
    )
    last_id: int
    requestJournalDisabled: bool  # noqa: N815  WireMock's name


class Count(Answer):
    """How many requests match."""

    count: int
    requestJournalDisabled: bool  # noqa: N815  WireMock's name


class Distance(Answer):
    """How far a request is from matching."""

    distance: float = Field(description="0 matches, 1 has nothing in common.")


class Difference(Answer):
    """A condition that does not hold."""

    where: str = Field(examples=["params.phone_number"])
    expected: str
    found: str


class NearMiss(Answer):
    """A request that nearly matches."""

    request: RequestSummary
    matchResult: Distance  # noqa: N815  WireMock's name
    differences: list[Difference]


class NearMisses(Answer):
    """The requests that come nearest."""

    nearMisses: list[NearMiss]  # noqa: N815  WireMock's name


class Nothing(Answer):
    """An empty object."""


class FaultAnswer(BaseModel):
    """A rule as it was given, and what has become of it."""

    model_config = ConfigDict(extra="allow", defer_build=True)

    id: str
    seed: int
    seen: int = Field(description="How many requests matched it.")
    fired: int = Field(description="How often it struck.")
    remaining: int | None = Field(description="How often it still will; null for ever.")
    expires_in: float | None = Field(description="How long it lives, in seconds.")


class FaultsAnswer(Answer):
    """The rules in force, in their order."""

    faults: list[FaultAnswer]


class StateSchema(BaseModel):
    """A JSON Schema, of draft 2020-12."""

    model_config = ConfigDict(extra="allow", defer_build=True)

    editors_schema: str = Field(alias="$schema", description="The draft's name.")
    title: str
    description: str
    type: Literal["object"]
    properties: dict[str, Any]
    definitions: dict[str, Any] = Field(alias="$defs", description="A schema for each table's row.")


class SnapshotClock(Answer):
    """Where the clock stood."""

    now: str | None = Field(description="The instant it was frozen at; null while it ran.")
    ahead_seconds: float = Field(description="How far it ran ahead of the machine's.")
    timezone: str


class SnapshotDocument(Answer):
    """A snapshot, whole: fit for `PUT /__admin/snapshots/{name}/document` and as a seed."""

    tables: dict[str, list[Row]]
    custom_tables: dict[str, list[list[str]]] = Field(
        description="Pairs of column and MariaDB type, by table."
    )
    clock: SnapshotClock
    next_identifiers: dict[str, int] = Field(description="The next ones given, by table.")
    imports: list[dict[str, Any]] = Field(description="What `lmapi-mock import` has read so far.")


class ContractStage(Answer):
    """A stage."""

    name: str = Field(examples=["check_dnc"])
    does: str
    section: str = Field(description="Of docs/behaviour/behaviour.md.", examples=["5, 13-14"])


class ContractFunction(Answer):
    """A function."""

    name: str = Field(examples=["add_lead"])
    does: str
    needs_login: bool
    stages: list[ContractStage]


class ContractExample(Answer):
    """A request that brings a message about, on the demo data."""

    parameters: dict[str, str] = Field(description="To be sent, all of them.")
    before: list[dict[str, str]] = Field(description="Requests to be sent first.")
    rows: dict[str, list[Row]] = Field(description="Rows to be added first.")
    columns: dict[str, Row] = Field(description="Columns to be set in every row, by table.")
    custom_tables: dict[str, list[list[str]]]
    clock: dict[str, str] | None = Field(description="For `PUT /__admin/clock`.")
    prints: dict[str, str] = Field(description="What it prints, by dialect.")


class ContractMessage(Answer):
    """Something that the endpoint can say."""

    function: str = Field(description="Whose it is; empty for the login's.")
    name: str = Field(examples=["DNC"])
    result: str = Field(examples=["ERROR"])
    reason: str
    status: int = Field(description="HTTP's.")
    logged: bool = Field(description="Whether it leaves a row in vicidial_api_log.")
    cause: str
    remedy: str
    stage: str
    stage_does: str
    section: str
    documented: str = Field(description="As the Load Leads page has it.")
    vicidial: str = Field(description="As VICIdial prints it.")
    example: ContractExample


class ContractParameter(Answer):
    """A parameter of a function."""

    function: str
    name: str = Field(examples=["phone_number"])
    group: str
    explains: str
    accepts: str
    choices: list[str]
    default: str
    needed: bool
    stored_in: str | None = Field(examples=["vicidial_list.phone_number"])
    type: str | None = Field(description="The column's.", examples=["varchar(18)"])
    most: int | None = Field(description="How many characters are stored.")
    kept: str = Field(description="What cleaning keeps, in words.", examples=["digits"])
    plus_is_space: bool
    unicode: bool


class ContractAnswer(Answer):
    """All that the endpoint can say, and all that it reads."""

    functions: list[ContractFunction]
    messages: list[ContractMessage]
    groups: list[str] = Field(description="Headings of parameters, in order.")
    parameters: list[ContractParameter]
    duplicate_windows: list[int] = Field(description="Days, as in DUPLIST30DAY.")
