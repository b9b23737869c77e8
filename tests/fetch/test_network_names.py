"""Where the names of servers may lead: the open internet, and no private network."""

import socket

import pytest

from tests.smallwechat.hostile import Hostile
from tests.support.fetching import PAGE, URL, World, answer
from wxarchive.errors import HostNotAllowed, NetworkError
from wxarchive.fetch.fetcher import Fetcher
from wxarchive.fetch.settings import FetchSettings
from wxarchive.fetch.transports import HttpTransport
from wxarchive.fetch.transports.connection import Resolve, is_public, resolved


def resolving(resolve: Resolve, settings: FetchSettings, world: World) -> Fetcher:
    transport = HttpTransport(settings, clock=world.clock, resolve=resolve)
    return Fetcher(settings, transport, wait=world.wait, clock=world.clock)


class TestNames:
    @pytest.mark.parametrize(
        "addresses",
        [
            ["127.0.0.1"],
            ["10.1.2.3", "192.168.0.1"],
            ["169.254.169.254"],
            ["::1"],
            ["fe80::1"],
            ["::ffff:127.0.0.1"],
        ],
    )
    def test_a_name_that_leads_into_a_private_network_is_not_asked(
        self, addresses: list[str]
    ) -> None:
        with (
            resolving(lambda _host, _port: addresses, FetchSettings(), World()) as door,
            pytest.raises(HostNotAllowed) as caught,
        ):
            door.get_page(URL)
        what = f"its name leads into a private network ({', '.join(addresses)}), where nothing is fetched"
        assert (
            str(caught.value)
            == f"{URL}: {what}; check the DNS, or name that server with --connect-to"
        )
        assert caught.value.exit_code == 4

    def test_a_server_the_user_names_may_be_private(self) -> None:
        asked: list[tuple[str, int]] = []

        def resolve(host: str, port: int) -> list[str]:
            asked.append((host, port))
            return ["127.0.0.1"]

        with Hostile(lambda _head: answer()) as server:
            there = server.url.replace("127.0.0.1", "mirror.example")
            settings = FetchSettings(connect_to={"mp.weixin.qq.com": there})
            with resolving(resolve, settings, World()) as door:
                assert door.get_page(URL).body == PAGE
        assert asked == [("mirror.example", int(server.url.rpartition(":")[2]))]

    def test_an_address_that_does_not_answer_makes_room_for_the_next(self) -> None:
        with Hostile(lambda _head: answer()) as server:
            settings = FetchSettings(connect_to={"mp.weixin.qq.com": server.url})
            with resolving(lambda _host, _port: ["::1", "127.0.0.1"], settings, World()) as door:
                assert door.get_page(URL).body == PAGE

    @pytest.mark.parametrize(
        "trouble", [socket.gaierror(-2, "Name or service not known"), UnicodeError("label")]
    )
    def test_a_name_that_is_unknown_is_said(self, trouble: Exception) -> None:
        def resolve(_host: str, _port: int) -> list[str]:
            raise trouble

        world = World()
        with (
            resolving(resolve, FetchSettings(), world) as door,
            pytest.raises(NetworkError) as caught,
        ):
            door.get_page(URL)
        assert (
            str(caught.value)
            == f"{URL}: its name could not be resolved; check the network, then try again"
        )
        assert len(world.naps) == 2, "it may heal"

    def test_a_name_without_an_address_is_no_connection(self) -> None:
        settings = FetchSettings(attempts=1)
        with (
            resolving(lambda _host, _port: [], settings, World()) as door,
            pytest.raises(NetworkError, match=r"no connection; check the network"),
        ):
            door.get_page(URL)

    def test_a_name_server_that_takes_the_whole_time_leaves_none_to_connect(self) -> None:
        world = World()

        def resolve(_host: str, _port: int) -> list[str]:
            world.time += 1000
            return ["198.18.0.5"]

        with (
            resolving(resolve, FetchSettings(attempts=1), world) as door,
            pytest.raises(NetworkError, match="the answer was not complete after 120 s"),
        ):
            door.get_page(URL)

    def test_a_connection_that_takes_too_long_is_a_time_out(self) -> None:
        full = socket.create_server(("127.0.0.1", 0), backlog=0)
        port = full.getsockname()[1]
        with full, socket.create_connection(("127.0.0.1", port)):
            settings = FetchSettings(
                connect_to={"mp.weixin.qq.com": f"http://127.0.0.1:{port}"}, timeout=0.05
            )
            world = World()
            with (
                Fetcher(settings, wait=world.wait, clock=world.clock) as door,
                pytest.raises(NetworkError, match=r"no answer within 0\.05 s"),
            ):
                door.get_page(URL)

    def test_the_system_knows_the_addresses_of_this_machine(self) -> None:
        assert resolved("127.0.0.1", 80) == ["127.0.0.1"]
        assert resolved("[::1]", 80) == ["::1"]

    @pytest.mark.parametrize(
        "address",
        ["0.0.0.0", "10.0.0.1", "100.64.0.1", "127.9.9.9", "172.16.0.1", "192.168.1.1", "224.0.0.1", "240.0.0.1",
         "255.255.255.255", "::", "::1", "fc00::1", "fe80::1%eth0", "ff02::1", "::ffff:10.0.0.1", "2002:7f00:1::",
         "::127.0.0.1", "::10.0.0.1", "::ffff:0:7f00:1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::1",
         "192.88.99.1", "2001:0:808:808::1", "2002:c0a8:101::1", "fec0::1", "3fff::1", "::ffff:8.8.8.8", "100::1", "200::1"],
    )  # fmt: skip
    def test_special_addresses_are_not_public(self, address: str) -> None:
        assert not is_public(address)

    @pytest.mark.parametrize("address", ["43.137.1.1", "2402:4e00:1::1", "198.18.0.5"])
    def test_others_are_and_so_is_what_tunnels_answer(self, address: str) -> None:
        assert is_public(address)
