"""Functions as CUDA graphs, against the same functions called as they are."""

import pytest

torch = pytest.importorskip("torch", reason="torch is not installed")

from mlclf import _replay  # noqa: E402
from mlclf._replay import Recorder  # noqa: E402


def test_without_graphs_the_function_is_itself():
    """
    On the CPU nothing is recorded.
    """

    def function():
        return 1

    assert Recorder(torch.device("cpu")).record(function) is function


@pytest.mark.parametrize(("free", "n_emptied"), [(70, 0), (50, 1)])
def test_the_cache_is_given_up_where_memory_is_short(free, n_emptied, monkeypatch):
    """
    100 bytes reserved, 40 of them in use: where less than 60 are free, and only there.
    """
    emptied = []
    for name, answer in {
        "memory_reserved": 100,
        "memory_allocated": 40,
        "mem_get_info": (free, 1000),
    }.items():
        monkeypatch.setattr(torch.cuda, name, lambda device, answer=answer: answer)
    monkeypatch.setattr(torch.cuda, "empty_cache", lambda: emptied.append(1))

    _replay._make_room(torch.device("cuda", 0))

    assert len(emptied) == n_emptied


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")
class TestOnGPU:
    """What only a GPU can show."""

    def test_replays_compute_what_calls_do(self):
        """
        Two functions that hand tensors to each other go through warm-up, capture and
        replay like plain calls; after that Python is out of it.
        """
        x, calls, kept = torch.zeros(3, device="cuda"), [], {}

        def double():
            calls.append("double")
            kept["twice"] = 2 * x
            return kept["twice"].sum()

        def move():
            calls.append("move")
            x.add_(kept["twice"] + 1)

        recorder = Recorder(x.device)
        double, move = recorder.record(double), recorder.record(move, warm_up=3)
        expected, sums = 0, []
        for _ in range(8):
            sums.append((double().item(), 6 * expected))
            move()
            expected += 2 * expected + 1

        assert all(ours == theirs for ours, theirs in sums)
        assert x.tolist() == [expected] * 3
        assert calls.count("double") == 1 + 1
        assert calls.count("move") == 3 + 1

    def test_captures_go_on_when_the_first_graphs_are_gone(self):
        """
        A recorder serves functions one after the other, as a solve that narrows does.
        """
        x, calls = torch.zeros(3, device="cuda"), []

        def step():
            calls.append(1)
            x.add_(1)

        recorder = Recorder(x.device)
        for _ in range(3):
            replay = recorder.record(step)
            for _ in range(4):
                replay()
            del replay

        assert x.tolist() == [12] * 3
        assert len(calls) == 3 * (1 + 1)

    def test_a_function_that_waits_is_called_as_it_is(self):
        """
        It cannot be captured: every call is one, and random numbers can be drawn
        afterwards, inside of it and outside.
        """
        x, calls = torch.ones(3, device="cuda"), []

        def waits():
            calls.append(x.sum().item())
            return torch.rand(2, device="cuda")

        replay = Recorder(x.device).record(waits)
        drawn = [replay().tolist() for _ in range(4)]

        assert len(calls) == 4
        assert len({tuple(numbers) for numbers in drawn}) == 4
        assert torch.randperm(5, device="cuda").sum().item() == 10

    def test_every_replay_draws_anew(self):
        """
        Random numbers of replays are those of calls with the same seed.
        """
        device = torch.device("cuda", torch.cuda.current_device())

        def draw():
            return torch.rand(3, device="cuda")

        torch.manual_seed(0)
        expected = [draw().tolist() for _ in range(5)]
        replay = Recorder(device).record(draw)
        torch.manual_seed(0)

        assert [replay().tolist() for _ in range(5)] == expected
