"""Sliding windows, place by place, in plain Python (E15 §4)."""

from tnstudio.model.network import Network

Place = tuple[int, int]


def windows(rows: int, columns: int, size: int, stride: int) -> list[list[Place]]:
    """Return the places under each window, left to right, top to bottom."""
    found = []
    for top in range(0, rows, stride):
        for left in range(0, columns, stride):
            if top + size > rows or left + size > columns:
                continue
            found.append(
                [(top + r, left + c) for r in range(size) for c in range(size)]
            )
    return found


def grid_shape(rows: int, columns: int, size: int, stride: int) -> Place:
    """Return the rows and columns of windows."""
    corners = [window[0] for window in windows(rows, columns, size, stride)]
    return len({r for r, _ in corners}), len({c for _, c in corners})


def windows_of(network: Network) -> list[list[list[Place]]]:
    """Return the places that each core of each layer looks at."""
    rows, columns = network.input.rows, network.input.columns
    layers = []
    for layer in network.layers:
        layers.append(windows(rows, columns, layer.window, layer.stride))
        rows, columns = grid_shape(rows, columns, layer.window, layer.stride)
    return layers


def neurons_of(network: Network) -> list[list[int]]:
    """Return the neurons that each core of each layer uses."""
    rows, columns = network.input.rows, network.input.columns
    looks = windows_of(network)
    counts = []
    for index, layer in enumerate(network.layers):
        rows, columns = grid_shape(rows, columns, layer.window, layer.stride)
        places = [(r, c) for r in range(rows) for c in range(columns)]
        if index + 1 == len(network.layers):
            counts.append([network.hardware.neurons] * len(places))
            continue
        features = network.layers[index + 1].features
        covering = [sum(p in window for window in looks[index + 1]) for p in places]
        counts.append([features * many for many in covering])
    return counts
