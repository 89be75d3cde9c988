"""Programs that may ask over the interface, and what they have asked for once."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models


class ApiClient(models.Model):
    """A program with a token (接口客户端). It acts as one person: it sees and may do what that person's posts of today give, no more.

    Of the token only `prefix`, by which people recognise it, and the SHA-256 of the whole are kept. `scopes` narrow what the
    posts give (scopes.Scope); they never widen it. `last_used_at` is right to ten minutes.
    """

    name = models.CharField("名称", max_length=60, unique=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="api_clients", verbose_name="代表人员"
    )
    scopes = models.JSONField("权限范围", default=list)
    per_minute = models.PositiveIntegerField(
        "每分钟请求上限", default=120, validators=[MinValueValidator(1), MaxValueValidator(6000)]
    )
    prefix = models.CharField("令牌前缀", max_length=12, unique=True, editable=False)
    digest = models.CharField(max_length=64, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="创建人",
        editable=False,
    )
    created_at = models.DateTimeField("创建时间", editable=False)
    expires_on = models.DateField("有效至（含当日）")
    revoked_at = models.DateTimeField("吊销时间", null=True, blank=True, editable=False)
    last_used_at = models.DateTimeField("最近使用", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "接口客户端"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class IdempotencyKey(models.Model):
    """One write that a client asked for under a key of its own, with the answer it got: asked again, it gets the same answer.

    `fingerprint` is a keyed hash of method, address and body. `status` is None while a hand-in is under way (idempotency.resumable).
    """

    client = models.ForeignKey(ApiClient, models.CASCADE, related_name="keys", verbose_name="客户端")
    key = models.CharField("幂等键", max_length=100)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField("状态码", null=True)
    answer = models.JSONField("答复", null=True)
    created_at = models.DateTimeField("请求时间")

    class Meta:
        verbose_name = verbose_name_plural = "接口幂等记录"
        ordering = ["-created_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["client", "key"], name="idempotency_key_once")]
        indexes = [models.Index(fields=["created_at"], name="idempotency_key_age")]

    def __str__(self) -> str:
        return self.key
