"""`lmapi-mock import` and `export`, in a process of their own."""

from __future__ import annotations

import csv
import re
import signal
import subprocess
import time
from pathlib import Path

from command import COMMAND, environment, run, serving


def summary(text: str) -> str:
    return re.sub(r"[0-9]+\.[0-9] seconds", "N seconds", text)


def test_rows_go_in_and_come_out(tmp_path: Path) -> None:
    file, out = tmp_path / "dnc.csv", tmp_path / "out.csv"
    where = ("--database", str(tmp_path / "leads.db"))
    file.write_text("phone_number\n7275551212\n\n7275551213\n7275551212\n")
    seed = tmp_path / "seed.json"
    seed.write_text("{}")
    ended = run("import", "dnc", str(file), *where, "--seed", str(seed))
    assert (ended.returncode, ended.stderr) == (0, "")
    assert summary(ended.stdout) == (
        f"{file}: 3 read, 2 imported, 1 already there, 0 rejected, N seconds.\n"
    )
    ended = run("export", "dnc", *where, str(out))
    assert (ended.returncode, ended.stdout) == (0, "")
    assert summary(ended.stderr) == f"{out}: 2 exported, N seconds.\n"
    assert out.read_bytes() == b"phone_number\r\n7275551212\r\n7275551213\r\n"
    assert sorted(one.name for one in tmp_path.iterdir()) == [
        "dnc.csv",
        "leads.db",
        "out.csv",
        "seed.json",
    ]


def test_errors_come_without_traceback(tmp_path: Path) -> None:
    file = tmp_path / "leads.csv"
    file.write_text("phone_number\n1\n")
    for arguments, said in (
        (("import", "leads", "/none.csv"), "There is no file /none.csv."),
        (
            ("import", "leads", str(file), "--database", ":memory:"),
            "A database in memory ends with the command.\nGive --database a file or a URL.",
        ),
        (
            ("export", "leads", "--database", f"{tmp_path}/no.db"),
            f"There is no database file {tmp_path}/no.db.",
        ),
    ):
        ended = run(*arguments)
        assert (ended.returncode, ended.stdout) == (2, "")
        assert ended.stderr == f"lmapi-mock: {said}\n"


def test_an_interrupted_import_says_where_it_stopped_and_goes_on_there(tmp_path: Path) -> None:
    file, database = tmp_path / "leads.csv", tmp_path / "leads.db"
    file.write_text("phone_number\n" + "".join(f"{7270000000 + n}\n" for n in range(21_000)))
    where = ("import", "leads", str(file), "--database", str(database))
    process = subprocess.Popen(
        [*COMMAND, *where],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    # From then on a signal lets the first transaction be the last.
    while not database.exists():
        assert process.poll() is None
        time.sleep(0.001)
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (130, "")
    assert summary(output) == (
        f"{file}: 20,000 read, 20,000 imported, 0 rejected, N seconds.\n"
        "Stopped after line 20,001; the same command goes on there.\n"
    )
    assert summary(run(*where).stdout) == (
        f"{file}: 1,000 read, 1,000 imported, 0 rejected, N seconds.\n"
        "It went on after line 20,001, where it had stopped.\n"
    )
    out = run("export", "leads", "--database", str(database)).stdout
    assert out.count("\n") == 21_001


def leads_imported(folder: Path, text: str, *flags: str) -> tuple[str, list[dict[str, object]]]:
    """Import a lead file into a database of the demo data; what was said, and the leads."""
    file, database = folder / "leads.csv", folder / "leads.db"
    file.write_text(text, encoding="utf-8")
    ended = run("import", "leads", str(file), "--database", str(database), *flags)
    assert (ended.returncode, ended.stderr) == (0, "")
    with serving("--database", str(database)) as served:
        mock = served.mock()
        rows = mock.rows("vicidial_list")
        mock.close()
    return ended.stdout, rows


def test_a_plain_lead_file_is_stored_as_add_lead_stores_it(tmp_path: Path) -> None:
    said, (imported, elsewhere) = leads_imported(
        tmp_path,
        "phone_number,first_name,list_id\n(727) 555-1212,Ann,\n2125551212,Bob,101\n",
        "--list-id",
        "105",
    )
    assert "2 read, 2 imported, 0 rejected" in said
    assert (imported["list_id"], elsewhere["list_id"]) == (105, 101)
    with serving("--database", ":memory:") as served:
        mock = served.mock()
        mock.add_lead(phone_number="7275551212", first_name="Ann", list_id="105")
        (added,) = mock.rows("vicidial_list")
        mock.close()
    # They differ in who has loaded them, and when.
    times = {"entry_date", "modify_date", "last_local_call_time"}
    left = {"user", *times}
    assert {name: value for name, value in imported.items() if name not in left} == {
        name: value for name, value in added.items() if name not in left
    }
    assert (imported["status"], imported["called_since_last_reset"]) == ("NEW", "N")
    assert {str(imported[name])[:4] for name in times} == {str(added["entry_date"])[:4]}


def test_a_list_and_a_phone_code_are_checked(tmp_path: Path) -> None:
    file = tmp_path / "leads.csv"
    file.write_text("phone_number\n7275551212\n")
    where = ("--database", str(tmp_path / "leads.db"))
    for kind, flag, said in (
        ("leads", ("--list-id", "x1"), "--list-id is 'x1'. Accepted: 3 to 12 digits."),
        ("dnc", ("--list-id", "101"), "--list-id is for leads, and dnc has no list_id."),
        ("leads", ("--phone-code", "12345"), "--phone-code is '12345'. Accepted: 1 to 4 digits."),
    ):
        ended = run("import", kind, str(file), *where, *flag)
        assert (ended.returncode, ended.stderr) == (2, f"lmapi-mock: {said}\n")


def test_numbers_that_a_spreadsheet_has_spoilt_are_rejected_with_the_reason(tmp_path: Path) -> None:
    said, rows = leads_imported(
        tmp_path,
        "phone_number,alt_phone\n7.27555E+09,\n727-555-CALL,\n7275551212.0,\n123,\n"
        "7275551212,7.27555E+09\n7275551213,+1 (727) 555-1214\n",
    )
    assert [(row["phone_number"], row["alt_phone"]) for row in rows] == [
        ("123", ""),
        ("7275551213", "17275551214"),
    ]
    assert "6 read, 2 imported, 4 rejected" in said
    assert "The first: phone_number is '7.27555E+09': a spreadsheet has rounded it" in said
    assert said.endswith(
        "1 phone numbers are not of 6 to 16 digits: add_lead would have refused them.\n"
    )
    with (tmp_path / "leads.rejected.csv").open(encoding="utf-8") as rejected:
        reasons = [row[0] for row in csv.reader(rejected)][1:]
    rounded = (
        "'7.27555E+09': a spreadsheet has rounded it, and its last digits are lost. "
        "Give the column the format Text and save the file again"
    )
    assert reasons == [
        f"phone_number is {rounded}",
        "phone_number is '727-555-CALL', with letters: add_lead would keep '727555'",
        "phone_number is '7275551212.0': add_lead would glue the decimals to the number",
        f"alt_phone is {rounded}",
    ]


def test_unknown_headers_are_all_told_with_what_was_meant(tmp_path: Path) -> None:
    file = tmp_path / "leads.csv"
    file.write_text("Phone,First Name,zip\n7275551212,Ann,33701\n")
    ended = run("import", "leads", str(file), "--database", str(tmp_path / "leads.db"))
    assert ended.returncode == 2
    assert ended.stderr == (
        f"lmapi-mock: {file}: there is no column 'Phone', 'First Name', 'zip'.\n"
        "Did you mean phone_number, first_name, postal_code?\n"
    )
