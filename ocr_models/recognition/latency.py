"""Measures how long the recogniser takes for a line, one thread.

python -m ocr_models.recognition.latency ARTIFACTS
"""

import argparse
import time
from pathlib import Path

import numpy as np
import onnxruntime

from ocr_models.recognition.network import HALO, HEIGHT

_TIMES = 20


def main() -> None:
    """Print CPU milliseconds a line by columns of ink and lines of a batch."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("artifacts", type=Path)
    args = parser.parse_args()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    path = str(args.artifacts / "recogniser.onnx")
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    noise = np.random.default_rng(1)
    for columns in (128, 384, 640, 896):
        for lines in (1, 4, 8):
            ink = noise.random((lines, 1, HEIGHT, columns), np.float32)
            widths = np.full(lines, columns - HALO)
            session.run(None, {"ink": ink, "widths": widths})
            started = time.process_time()
            for _ in range(_TIMES):
                session.run(None, {"ink": ink, "widths": widths})
            each = (time.process_time() - started) / _TIMES / lines
            print(f"{columns:4} columns, {lines} lines at once: {1000 * each:.2f} ms a line", flush=True)


if __name__ == "__main__":
    main()
