"""Measures how long the recogniser takes for a line, one thread.

python -m ocr_models.recognition.latency ARTIFACTS
"""

import argparse
import time
from pathlib import Path

import numpy as np
import onnxruntime

from ocr_models.recognition.network import HEIGHT

_TIMES = 20


def main() -> None:
    """Print CPU milliseconds a line by columns of ink."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("artifacts", type=Path)
    args = parser.parse_args()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    path = str(args.artifacts / "recogniser.onnx")
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    noise = np.random.default_rng(1)
    for columns in (128, 384, 640, 896):
        ink = noise.random((1, 1, HEIGHT, columns), np.float32)
        session.run(None, {"ink": ink})
        started = time.process_time()
        for _ in range(_TIMES):
            session.run(None, {"ink": ink})
        each = (time.process_time() - started) / _TIMES
        print(f"{columns:4} columns: {1000 * each:.2f} ms", flush=True)


if __name__ == "__main__":
    main()
