"""What RANC does with its two files, in plain, slow Python.

One packet, neuron and tick at a time, from the rules of the format; nothing of
the package is imported.
"""


class OracleRanc:
    """A grid of cores; `tick` is the last tick that was run, from 1."""

    def __init__(self, model, config):
        self.config, self.bus = config, tuple(model["output_bus"]["coordinates"])
        self.outputs = model["output_bus"]["num_outputs"]
        self.packets = model["packets"]
        self.cores = {tuple(core["coordinates"]): core for core in model["cores"]}
        self.v = {
            place: [neuron["current_potential"] for neuron in core["neurons"]]
            for place, core in self.cores.items()
        }
        self.tick = 0
        self.due = set()
        self._send_packets(0)

    def step(self):
        """Run a tick; return the spikes, (x, y, neuron), and the lines."""
        self.tick += 1
        self._send_packets(self.tick)
        spikes, lines = [], [0] * self.outputs
        for place, core in self.cores.items():
            for j, neuron in enumerate(core["neurons"]):
                if self._fires(place, core, j, neuron):
                    spikes.append((*place, j))
                    self._send(place, neuron, lines)
        self.due = {spike for spike in self.due if spike[0] > self.tick}
        return spikes, lines

    def _send_packets(self, number):
        """Take in a list of packets; they come before the next tick at the earliest."""
        for packet in self.packets[number : number + 1]:
            for spike in packet:
                when = number + 1 + spike["destination_tick"]
                place = tuple(spike["destination_core"])
                self.due.add((when, place, spike["destination_axon"]))

    def _fires(self, place, core, j, neuron):
        v = self.v[place][j]
        for axon, kind in enumerate(core["axons"]):
            if core["connections"][j][axon] and (self.tick, place, axon) in self.due:
                v += neuron["weights"][kind]
        v += neuron["leak"]
        linear, low = neuron["reset_mode"] == 1, neuron["negative_threshold"]
        fires = v >= neuron["positive_threshold"]
        below = v <= low if self.config["neuron_reset_type"] else v < low
        if fires:
            step = neuron["positive_threshold"]
            v = v - step if linear else neuron["reset_potential"]
        elif below:
            v = v - low if linear else -neuron["reset_potential"]
        self.v[place][j] = v
        return fires

    def _send(self, place, neuron, lines):
        dx, dy = neuron["destination_core_offset"]
        target = (place[0] + dx, place[1] + dy)
        if target == self.bus:
            lines[neuron["destination_axon"]] = 1
            return
        when = self.tick + 1 + neuron["destination_tick"]
        self.due.add((when, target, neuron["destination_axon"]))


def run_ranc(model, config, ticks):
    """Return the spikes of each tick, and RANC's output rows for so many ticks."""
    grid = OracleRanc(model, config)
    run = [grid.step() for _ in range(ticks)]
    rows = [[0] * grid.outputs, *(lines for _, lines in run)]
    return [spikes for spikes, _ in run], rows[:ticks]
