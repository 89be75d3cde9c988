"""What is filled in to name a deputy. The form only reads: the rules are the operation's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from tracker.org.models import Post

A_DAY = "日期应写作 2026-06-10 的样子。"


class DeputyForm(forms.Form):
    """Which post, who stands in, from when until when."""

    post = forms.TypedChoiceField(
        label="岗位",
        coerce=int,
        error_messages={"required": "请选择岗位。", "invalid_choice": "请选择岗位。"},
    )
    deputy = forms.CharField(
        label="代理人", max_length=150, error_messages={"required": "请填写代理人的姓名或用户名。"}
    )
    valid_from = forms.DateField(
        label="代理自", error_messages={"required": "请填写开始日期。", "invalid": A_DAY}
    )
    valid_until = forms.DateField(
        label="代理至", error_messages={"required": "请填写结束日期。", "invalid": A_DAY}
    )
    reason = forms.CharField(label="事由", max_length=100, required=False)

    def __init__(self, data: Any, *, posts: Sequence[Post], initial: dict[str, Any]) -> None:
        if len(posts) == 1:
            initial = {"post": posts[0].pk, **initial}
        super().__init__(data, initial=initial)
        choices = [
            (post.pk, f"{post.person} · {post.unit or ''} {post.get_role_display()}") for post in posts
        ]
        self.fields["post"].choices = [("", "选择岗位"), *choices]  # type: ignore[attr-defined]
