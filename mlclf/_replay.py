"""Functions that always launch the same kernels: on a GPU, by one launch for all."""

import gc

import torch

__all__ = ["Recorder"]


class Recorder:
    """Turns functions into CUDA graphs, which share one stream and one memory.

    Parameters
    ----------
    device : torch.device
        Where the functions compute. Only CUDA has graphs: elsewhere functions are
        called as they are.
    """

    def __init__(self, device):
        self.device = device
        if device.type == "cuda":
            self.stream = torch.cuda.Stream(device)
            self.pool = torch.cuda.graph_pool_handle()
            self.graph = None  # the first one: memory that no graph uses is given up

    def record(self, function, *, warm_up=1):
        """Return the function, captured as soon as it has been called some times.

        To launch small kernels one by one takes longer than to run them; a graph is
        launched at once. A function that cannot be captured is called as it is.

        Parameters
        ----------
        function : callable
            Without arguments. All its calls launch the same kernels on the same memory
            (what changes, changes in place), and none waits for the device. Tensors
            that it makes and keeps or returns are written anew by every call.

        warm_up : int, default=1
            Calls before the capture: they allocate what later ones find.

        Returns
        -------
        replay : callable
            Without arguments.
        """
        if self.device.type != "cuda":
            return function
        return _Replay(function, self, warm_up)


class _Replay:
    """See :meth:`Recorder.record`."""

    def __init__(self, function, recorder, warm_up):
        self._function, self._recorder = function, recorder
        self._calls_left = warm_up
        self._graph, self._result = None, None

    def __call__(self):
        if self._calls_left > 0:
            self._calls_left -= 1
            return self._beside()
        if self._calls_left == 0:
            self._calls_left = -1  # one attempt
            self._capture()
        if self._graph is None:
            return self._function()
        self._graph.replay()
        return self._result

    def _beside(self):
        """Call the function on the stream of the captures, as torch wants it."""
        stream = self._recorder.stream
        here = torch.cuda.current_stream(stream.device)
        stream.wait_stream(here)
        with torch.cuda.stream(stream):
            result = self._function()
        here.wait_stream(stream)
        return result

    def _capture(self):
        """Record the function, which computes nothing by that."""
        stream = self._recorder.stream
        here = torch.cuda.current_stream(stream.device)
        generator = torch.cuda.default_generators[stream.device_index]
        before, collects = generator.clone_state(), gc.isenabled()
        gc.disable()  # an old graph that is freed now would end the capture
        _make_room(stream.device)
        # Torch begins a capture by a reset of where random numbers are read from, on
        # this stream: after the replays that still read, before those to come.
        stream.wait_stream(here)
        try:
            with torch.cuda.stream(stream):
                self._graph, self._result = self._recorded()
            here.wait_stream(stream)
        except BaseException as error:
            # The generator that was captured would refuse to draw outside of a capture.
            generator.graphsafe_set_state(before)
            if not isinstance(error, RuntimeError):
                raise  # it is not that something waits for the device
        finally:
            if collects:
                gc.enable()

    def _recorded(self):
        """Return the graph of a call on the current stream, and what it returns.

        Unlike ``torch.cuda.graph`` this neither waits for the device nor gives up the
        memory that is cached, which takes longer than the capture itself.
        """
        graph = torch.cuda.CUDAGraph()
        graph.capture_begin(
            pool=self._recorder.pool,
            capture_error_mode="thread_local",  # other threads may use the device
        )
        try:
            result = self._function()
        finally:
            graph.capture_end()
        if self._recorder.graph is None:
            self._recorder.graph = graph
        return graph, result


def _make_room(device):
    """Give up the memory that is cached where a capture might need it.

    Captures take memory of their own, and at most as much as the calls before, whose
    memory is cached now.
    """
    free, total = torch.cuda.mem_get_info(device)
    if total - free <= free:
        return  # what is cached is not more; to count it takes longer
    cached = torch.cuda.memory_reserved(device) - torch.cuda.memory_allocated(device)
    if cached > free:
        torch.cuda.empty_cache()
