"""Fields with characters no database takes are refused in words, not with a crash."""

from __future__ import annotations

import pytest
from django.urls import reverse


@pytest.mark.parametrize("name", ["console:speeches", "console:units", "portal:items"])
def test_a_nul_in_a_question_is_refused(world, signed_in, name):
    answer = signed_in(world.officer).get(reverse(name), {"q": "审计\0"})
    assert answer.status_code == 400 and "无法处理的字符" in answer.content.decode()


def test_a_nul_in_a_form_is_refused(world, signed_in):
    answer = signed_in(world.officer).post(reverse("console:speech_new"), {"text": "各乡镇\0要"})
    assert answer.status_code == 400
