"""Settings are typed, checked, and say in one line what is wrong."""

from pathlib import Path

import pytest

from hallway.config.environment import (
    Settings,
    SettingsError,
    Source,
    inherit,
    load,
    sources,
)


def refusal(environ: dict[str, str], **given: str) -> str:
    with pytest.raises(SettingsError) as caught:
        load(environ, **given)
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_nothing_set_gives_a_server_on_loopback_with_files_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = load({})
    assert settings.data == tmp_path / "hallway-data"
    assert settings.database_url == f"sqlite:///{settings.data}/hallway.sqlite3"
    assert settings.storage_url == f"file://{settings.data}/blobs"
    assert settings.url == "http://127.0.0.1:8000"
    assert settings.allowed_hosts == ("127.0.0.1", "localhost", "[::1]")
    assert not settings.data.exists()


def test_command_line_wins_over_variable_wins_over_file(tmp_path: Path) -> None:
    (tmp_path / "hallway.toml").write_text(
        'listen = "127.0.0.1:1"\nthreads = 5\njob_threads = 3\n'
    )
    environ = {
        "HALLWAY_DATA": str(tmp_path),
        "HALLWAY_LISTEN": "127.0.0.1:2",
        "HALLWAY_THREADS": "6",
    }
    settings = load(environ, listen="127.0.0.1:4")
    assert (settings.listen, settings.threads, settings.job_threads) == (
        "127.0.0.1:4",
        6,
        3,
    )


def test_an_empty_variable_counts_as_absent(tmp_path: Path) -> None:
    assert load({"HALLWAY_DATA": str(tmp_path), "HALLWAY_THREADS": ""}).threads == 32


def test_other_programs_and_test_variables_are_not_settings(tmp_path: Path) -> None:
    environ = {"HALLWAY_DATA": str(tmp_path), "HALLWAY_TEST_X": "1", "PATH": "/bin"}
    assert isinstance(load(environ), Settings)


def test_a_misspelt_variable_is_refused_with_the_name_meant() -> None:
    message = refusal({"HALLWAY_DATABSE_URL": "postgres://db/hallway"})
    assert message == (
        "HALLWAY_DATABSE_URL: there is no such setting; "
        "did you mean HALLWAY_DATABASE_URL?"
    )


@pytest.mark.parametrize(
    ("toml", "part"),
    [
        ("listne = 1", "did you mean listen?"),
        ("listen = ", "hallway.toml: "),
        ("threads = true", "hallway.toml: threads: must be a whole number"),
        ('data = "/elsewhere"', "data: there is no such setting"),
        ('trusted_proxies = ["10.0.0.1/8"]', "trusted_proxies: "),
    ],
)
def test_a_wrong_file_is_refused_by_name(tmp_path: Path, toml: str, part: str) -> None:
    (tmp_path / "hallway.toml").write_text(toml)
    assert part in refusal({"HALLWAY_DATA": str(tmp_path)})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://db/hallway"),
        ("DATABASE_URL", "sqlite://hallway.sqlite3"),
        ("DATABASE_URL", "sqlite:///"),
        ("DATABASE_URL", "postgres://db"),
        ("DATABASE_URL", "postgres://db:port/hallway"),
        ("STORAGE_URL", "blobs"),
        ("STORAGE_URL", "file://host/blobs"),
        ("CACHE_URL", "memcached://x"),
        ("CACHE_URL", "redis://x"),
        ("URL", "hallway.example"),
        ("URL", "https://hallway.example/sites"),
        ("URL", "ftp://hallway.example"),
        ("LISTEN", "8000"),
        ("LISTEN", "127.0.0.1:99999"),
        ("LISTEN", "::1:8000"),
        ("TRUSTED_PROXIES", "proxy.example"),
        ("DURABLE", "perhaps"),
        ("THREADS", "0"),
        ("THREADS", "²"),
        ("JOB_THREADS", "-1"),
        ("WORKERS", "2"),
        ("LOG_LEVEL", "LOUD"),
        ("METRICS_TOKEN", "a\tb"),
    ],
)
def test_a_wrong_value_is_refused_by_the_name_of_its_variable(
    tmp_path: Path, name: str, value: str
) -> None:
    environ = {"HALLWAY_DATA": str(tmp_path), f"HALLWAY_{name}": value}
    assert refusal(environ).startswith(f"HALLWAY_{name}: ")


def test_s3_storage_says_that_it_comes_later(tmp_path: Path) -> None:
    environ = {"HALLWAY_DATA": str(tmp_path), "HALLWAY_STORAGE_URL": "s3://bucket"}
    assert "comes later" in refusal(environ)


def test_a_data_directory_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "is not a directory" in refusal({}, data=str(tmp_path / "file"))


def test_a_public_url_is_the_only_host_answered(tmp_path: Path) -> None:
    settings = load(
        {"HALLWAY_DATA": str(tmp_path), "HALLWAY_URL": "https://Hw.example:8443/"}
    )
    assert settings.allowed_hosts == ("hw.example",)


def test_more_workers_are_taken_with_postgresql(tmp_path: Path) -> None:
    environ = {
        "HALLWAY_DATA": str(tmp_path),
        "HALLWAY_DATABASE_URL": "postgres://u:p%40ss@db:5433/hallway?sslmode=require",
        "HALLWAY_WORKERS": "2",
    }
    assert load(environ).workers == 2


def test_networks_of_proxies_may_be_a_list_or_words(tmp_path: Path) -> None:
    environ = {
        "HALLWAY_DATA": str(tmp_path),
        "HALLWAY_TRUSTED_PROXIES": "10.0.0.0/8, ::1",
    }
    assert [str(n) for n in load(environ).trusted_proxies] == ["10.0.0.0/8", "::1/128"]


def test_each_setting_says_where_it_was_set(tmp_path: Path) -> None:
    (tmp_path / "hallway.toml").write_text("threads = 5\njob_threads = 3\n")
    environ = {"HALLWAY_DATA": str(tmp_path), "HALLWAY_THREADS": "6"}
    found = sources(environ, listen="127.0.0.1:4")
    assert found["listen"] == Source("option", "--listen")
    assert found["threads"] == Source("variable", "HALLWAY_THREADS")
    assert found["job_threads"] == Source("file", "job_threads")
    assert found["durable"] == Source("default")
    assert set(found) == set(Settings.__slots__)


@pytest.mark.parametrize("given", [{}, {"data": "there"}, {"listen": "127.0.0.1:4"}])
def test_a_process_that_is_started_knows_what_the_first_was_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: dict[str, str]
) -> None:
    monkeypatch.chdir(tmp_path)
    environ = {"HALLWAY_THREADS": "6"}
    child = {**environ, **inherit(environ, **given)}
    assert load(child) == load(environ, **given)
    assert sources(child) == sources(environ, **given)
    # And the one that it starts.
    assert sources({**child, **inherit(child)}) == sources(child)
