"""The broker's transport after the broker is gone."""

from __future__ import annotations

from unittest.mock import Mock

import pytest
from kombu import Connection
from redis.exceptions import ConnectionError as BrokerGone

from config import broker


@pytest.fixture
def channel() -> broker.Channel:
    """A channel whose connection has been taken apart, as the library does when the broker dies."""
    broker.install()
    connection = Connection("redis://127.0.0.1:1/0")
    transport = connection.transport
    assert isinstance(transport, broker.Transport)
    channel = broker.Channel.__new__(broker.Channel)
    channel.connection, channel.closed = transport, False
    channel.QoS, channel.do_restore = broker.QoS, True
    connection.release()
    assert channel.is_taken_apart
    return channel


def test_a_channel_without_a_connection_says_so_in_words_the_worker_expects(channel: broker.Channel) -> None:
    with pytest.raises(BrokerGone, match="closed"), channel.conn_or_acquire():
        pass
    assert BrokerGone in channel.connection.connection_errors


def test_a_client_in_the_hand_is_used_all_the_same(channel: broker.Channel) -> None:
    client = Mock()
    with channel.conn_or_acquire(client) as given:
        assert given is client


def test_tasks_in_the_middle_of_their_work_are_left_to_the_sweep(channel: broker.Channel) -> None:
    qos = broker.QoS(channel)
    qos._delivered["tag"] = Mock()
    qos.restore_unacked_once()
    assert not qos._delivered
    with pytest.raises(BrokerGone):
        qos.ack("tag")
