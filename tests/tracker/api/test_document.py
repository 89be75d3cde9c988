"""The OpenAPI document, its page, and a walk through everything the document promises."""

from __future__ import annotations

import itertools
import json
import random
import re

import pytest
from django.test import Client

from tests.support.build import an_assignment
from tests.tracker.api.asking import asking
from tracker.api.document import groups_of
from tracker.api.views import schema
from tracker.items.states import State


def test_every_reference_of_the_document_leads_somewhere():
    made = schema()
    for name in re.findall(r"#/components/schemas/(\w+)", json.dumps(made)):
        assert name in made["components"]["schemas"]


def test_the_document_says_what_each_operation_needs():
    for operation in [one for group in groups_of(schema()) for one in group.operations]:
        assert operation.scope and operation.summary
        assert operation.method == "GET" or "Idempotency-Key" in {field.name for field in operation.takes}


def test_the_page_shows_every_operation_and_loads_nothing_from_elsewhere(world, signed_in):
    answer = signed_in(world.stranger).get("/api/v1/docs")
    page = answer.content.decode()
    for path in schema()["paths"]:
        assert f"<code>{path}</code>" in page
    assert not [link for link in re.findall(r'(?:src|href)="([^"]*)"', page) if "//" in link]
    assert "'self'" in answer["Content-Security-Policy"] and "unsafe" not in answer["Content-Security-Policy"]


def test_the_document_is_for_everybody_and_names_nobody(world):
    an_assignment(world)
    told = Client().get("/api/v1/openapi.json")
    assert told.json()["openapi"].startswith("3.") and "预算审计" not in told.content.decode()


VALUES = [
    None, True, -1, 0, 1, 2**31, 2**63, 10**40, 1.5, "", " ", "x", "0", "2026-02-30", "2026-03-30", "' OR 1=1 --", "<script>", "\u202e", "字" * 5000,
    [], {}, [[]], {"a": 1}, "\x00", "%00", "../../etc/passwd",
]  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("who", ["officer", "lead_clerk"])
def test_whatever_is_sent_is_answered_with_what_the_document_allows(world, who, seed, settings):
    """Our own walk over the document: each operation with values nobody meant; never 5xx, problems in the one form."""
    chance, client = random.Random(seed), asking(world, who)
    part = an_assignment(world, state=State.ACKNOWLEDGED)
    numbers = itertools.count()
    for path, methods in schema()["paths"].items():
        for method, one in methods.items():
            address = path.replace("{pk}", str(chance.choice([part.pk, part.item_id, 0, 10**25])))
            query = {
                given["name"]: chance.choice(VALUES)
                for given in one.get("parameters", ())
                if given["in"] == "query" and chance.random() < 0.4
            }
            body = next(iter(one.get("requestBody", {}).get("content", {}).values()), {}).get("schema", {})
            if "$ref" in body:
                body = schema()["components"]["schemas"][body["$ref"].rpartition("/")[2]]
            sent = {
                name: chance.choice(VALUES) for name in body.get("properties", {}) if chance.random() < 0.8
            }
            if method == "get":
                answer = client.http.get(
                    address, {name: value for name, value in query.items() if isinstance(value, str | int)}
                )
            else:
                answer = client.http.post(
                    address, json.dumps(sent), content_type="application/json",
                    headers={"Idempotency-Key": f"walk-{seed}-{next(numbers):04d}"},
                )  # fmt: skip
            assert answer.status_code < 500, (address, query, sent, answer.content[:300])
            if answer.status_code >= 400 and "\0" not in query.values():
                assert answer["Content-Type"] == "application/problem+json", (
                    address,
                    query,
                    answer.content[:200],
                )
