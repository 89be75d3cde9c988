"""Units by their numbers, for whoever has to name one."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from ninja import Router

from tracker.access.policy import Act
from tracker.org.queries import unit_names

from .auth import ApiRequest
from .schemas import UnitOut, UnitsOut

router = Router(tags=["单位"])


@router.get("/units", response=UnitsOut, url_name="units", summary="单位名册")
def units(request: ApiRequest) -> UnitsOut:
    """今天在用的单位，按名册的顺序。"""
    if not request.viewer.may(Act.SEE_UNITS):
        raise PermissionDenied("这个客户端代表的人员的岗位不能查看单位名册。")
    return UnitsOut(
        units=[UnitOut(id=pk, name=name) for pk, name in unit_names(timezone.localdate()).items()]
    )
