"""The generation in Redis, and what happens while Redis is away."""

import redis

from page_cache.generation import Generation, RedisKeeper, shared


class Server:
    """What a Redis server keeps, and whether it can be reached."""

    def __init__(self):
        self.values = {}
        self.away = False

    def get(self, key):
        self._reach()
        return self.values.get(key)

    def set(self, key, value, nx=False):
        self._reach()
        if not (nx and key in self.values):
            self.values[key] = value.encode()

    def _reach(self):
        if self.away:
            raise redis.ConnectionError("away")


def process(server: Server) -> Generation:
    """The generation as one process sees it."""
    keeper = RedisKeeper("redis://localhost:1/0")
    keeper.client = server
    return Generation(keeper)


def test_all_processes_see_one_token_and_each_change_a_new_one():
    server = Server()
    one, two = process(server), process(server)
    first = one.read()
    assert first
    assert two.read() == first
    two.advance()
    assert one.read() == two.read() != first


def test_an_emptied_server_never_repeats_a_token():
    server = Server()
    one = process(server)
    seen = {one.read()}
    for _ in range(3):
        server.values.clear()
        seen.add(one.read())
    assert len(seen) == 4


def test_while_it_is_away_nothing_is_known_and_a_missed_change_is_made_up_for(caplog):
    server = Server()
    one, two = process(server), process(server)
    before = two.read()
    server.away = True
    assert one.read() is None
    one.advance()
    server.away = False
    assert two.read() == before
    assert one.read() != before
    assert two.read() == one.read()
    assert "代号" in caplog.text


def test_the_keeper_follows_the_cache(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://h/1"}}
    assert isinstance(shared()._keeper, RedisKeeper)
