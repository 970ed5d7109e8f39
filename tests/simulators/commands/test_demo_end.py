"""When a demo is over."""

from stoep_simulators.commands.demo_end import DemoEnd

FIRST = "the first readings are delivered"
ALL = "all 3 devices are connected, after two days without a network"


def test_it_goes_on_until_every_device_has_delivered() -> None:
    end = DemoEnd(devices=3, live_s=6.0)
    assert end.look(delivered=10, connected=1, unheard=(), now_s=0.0) == (FIRST,)
    assert end.look(delivered=20, connected=3, unheard=("last",), now_s=60.0) == ()
    assert not end.is_over(waits_for_alert=False, now_s=61.0)
    assert end.look(delivered=30, connected=3, unheard=(), now_s=62.0) == (ALL,)
    assert end.is_over(waits_for_alert=False, now_s=62.0)


def test_a_device_that_delivers_nothing_is_named_and_not_waited_for_for_ever() -> None:
    end = DemoEnd(devices=3, live_s=6.0)
    end.look(delivered=10, connected=3, unheard=("one", "other"), now_s=0.0)
    assert end.look(delivered=10, connected=3, unheard=("one", "other"), now_s=119.0) == ()
    (told,) = end.look(delivered=10, connected=3, unheard=("other",), now_s=120.0)
    assert told.endswith("nothing came from: other")
    assert end.is_over(waits_for_alert=False, now_s=120.0)
    assert end.look(delivered=10, connected=3, unheard=("other",), now_s=121.0) == ()


def test_it_lasts_its_time_from_the_first_readings_on() -> None:
    end = DemoEnd(devices=1, live_s=60.0)
    end.look(delivered=0, connected=1, unheard=(), now_s=0.0)
    end.look(delivered=1, connected=1, unheard=(), now_s=5.0)
    assert not end.is_over(waits_for_alert=False, now_s=64.0)
    assert end.is_over(waits_for_alert=False, now_s=65.0)


def test_an_alert_has_a_while_to_be_raised_once_all_have_delivered() -> None:
    end = DemoEnd(devices=1, live_s=6.0)
    end.look(delivered=1, connected=1, unheard=(), now_s=10.0)
    assert not end.is_over(waits_for_alert=True, now_s=99.0)
    assert end.is_over(waits_for_alert=True, now_s=100.0)
    assert end.is_over(waits_for_alert=False, now_s=16.0)


def test_before_anything_was_delivered_it_is_not_over() -> None:
    end = DemoEnd(devices=1, live_s=6.0)
    end.look(delivered=0, connected=1, unheard=(), now_s=10.0)
    assert not end.is_over(waits_for_alert=False, now_s=1_000.0)


def test_with_nothing_delivered_at_all_it_ends_as_well() -> None:
    end = DemoEnd(devices=1, live_s=6.0)
    end.look(delivered=0, connected=1, unheard=("one",), now_s=10.0)
    end.look(delivered=0, connected=1, unheard=("one",), now_s=130.0)
    assert not end.is_over(waits_for_alert=False, now_s=135.0)
    assert end.is_over(waits_for_alert=False, now_s=136.0)
