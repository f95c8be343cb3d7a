"""Where a desk finds its store, its drafts and its accounts, and which areas lie above one."""

import sys
from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest

import auth
import settings
from curation.workspace import (
    NO_FIGURES,
    build_accounts_url,
    find_local_store_folder,
    make_area_parents_lookup,
    open_store,
    open_workspace,
)
from ledger import Provenance, StoreError
from tests.helpers.report_copy import CONFIG
from tests.helpers.small_desk import signed_in
from tests.helpers.workspaces import PASSWORD


def chosen(folder: Path, uri: str = "store", **sign_in: object):
    base = settings.load_settings(CONFIG)
    return base.model_copy(
        update={
            "folder": folder,
            "store": base.store.model_copy(update={"uri": uri}),
            "sign_in": base.sign_in.model_copy(update=sign_in),
        }
    )


def test_drafts_and_accounts_stand_in_a_local_store(tmp_path):
    here = chosen(tmp_path)
    assert find_local_store_folder(here) == tmp_path / "store"
    assert build_accounts_url(here) == f"sqlite:///{tmp_path}/store/accounts.db"
    elsewhere = chosen(tmp_path, str(tmp_path / "other"))
    assert find_local_store_folder(elsewhere) == tmp_path / "other"
    own = chosen(tmp_path, accounts="postgresql://x")
    assert build_accounts_url(own) == "postgresql://x"


def test_beside_a_bucket_they_stand_by_the_configuration(tmp_path):
    bucket = chosen(tmp_path, "s3://figures/x")
    assert find_local_store_folder(bucket) == tmp_path / "store"
    assert build_accounts_url(bucket) == f"sqlite:///{tmp_path}/store/accounts.db"


def test_a_desk_keeps_sessions_as_long_as_the_settings_say(tmp_path):
    workspace = open_workspace(chosen(tmp_path, hours=2, idle_minutes=5))
    assert (workspace.database.limits.session, workspace.database.limits.idle) == (
        timedelta(hours=2),
        timedelta(minutes=5),
    )
    assert workspace.local_folder == tmp_path / "store"
    assert workspace.store.uri == str(tmp_path / "store")
    assert (tmp_path / "store" / "accounts.db").is_file()
    store = open_store(chosen(tmp_path, str(tmp_path / "other")))
    assert open_workspace(chosen(tmp_path), store).store is store
    workspace.database.close()


def test_the_keys_and_the_engine_of_a_store_come_from_the_settings(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "py4j", None)  # as where Spark is not installed
    keys = {"AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_ALLOW_HTTP": "true"}
    keys |= {"AWS_REGION": "x", "AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "s"}
    base = chosen(tmp_path, "s3://figures/x")
    options = {"options": {**keys, "timeout": "1s", "max_retries": "0"}}
    far = base.model_copy(update={"store": base.store.model_copy(update=options)})
    with pytest.raises(StoreError) as fault:
        open_store(far).head()
    assert fault.value.code == "unreachable"
    local = chosen(tmp_path).model_copy(update={"engine": "spark://nowhere:1"})
    with pytest.raises(StoreError) as fault:
        open_store(local)
    assert (fault.value.code, fault.value.path) == ("no_spark", "spark://nowhere:1")


def test_the_areas_above_one_are_those_of_the_newest_release(small):
    above = make_area_parents_lookup(small.store)
    assert list(above("330203")) == ["330200", "330000", "100000"]
    assert list(above("100000")) == []
    assert list(above("999999")) == []
    areas = small.store.read(where=NO_FIGURES).areas
    moved = pd.DataFrame(areas.to_dict("records"))
    moved.loc[moved["code"] == "330203", "parent"] = "340200"
    small.store.write(2, None, {"areas": moved}, Provenance(author="x", reason="x"))
    assert list(above("330203")) == ["340200", "340000", "100000"]
    small.store.restore(3, 2, Provenance(author="x", reason="x"))
    assert list(above("330203")) == ["330200", "330000", "100000"]


def test_an_empty_store_knows_no_areas(tmp_path):
    workspace = open_workspace(chosen(tmp_path))
    assert list(make_area_parents_lookup(workspace.store)("330203")) == []
    workspace.database.close()


def test_an_account_is_bound_by_the_areas_of_the_newest_release(small, open_two):
    li = signed_in(small, "li")
    assert auth.may(li, auth.Action.SUBMIT, area="330203")
    assert not auth.may(li, auth.Action.SUBMIT, area="340200")
    assert auth.sign_in(small.database, "li", PASSWORD, ip_address="::1").actor.area == "330200"


def test_nothing_is_asked_where_only_the_lists_are_wanted(small):
    assert len(small.store.read(where=NO_FIGURES).figures) == 0
    indicators = small.store.read(where=NO_FIGURES).indicators
    assert [each["code"] for each in indicators] == ["visits", "visits_target", "members", "teams"]
