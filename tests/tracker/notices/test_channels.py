"""What every registered channel must be, whoever wrote it."""

from __future__ import annotations

import pytest

from tests.support.world import World
from tracker.notices.channels import CHANNELS, channel_class
from tracker.notices.channels.base import Channel


@pytest.mark.parametrize("kind", sorted(CHANNELS))
def test_a_channel_keeps_the_contract(world: World, kind: str) -> None:
    found = channel_class(kind)

    assert issubclass(found, Channel)
    assert found.kind == kind, "a row finds its channel by the registry's name"
    assert len(kind) <= 20 and any("\u4e00" <= letter <= "\u9fff" for letter in found.label)
    assert isinstance(found.address_of(world.lead_clerk), str)
    # A batch that sent nothing closes its channels all the same, and twice does no harm.
    channel = found()
    channel.close()
    channel.close()


def test_an_unregistered_channel_is_unknown() -> None:
    with pytest.raises(KeyError):
        channel_class("carrier-pigeon")
