# One image for every part of the product: compose gives each service its command. Build: docker compose build

FROM python:3.11.17-slim-bookworm AS build
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /src
# Packages before sources: a change of the code leaves this layer as it is.
COPY requirements-product.lock ./
RUN pip install --only-binary :all: --require-hashes -r requirements-product.lock
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY digitize digitize
COPY workers workers
COPY ocr_models ocr_models
RUN pip install --no-deps --no-build-isolation --no-index .

FROM python:3.11.17-slim-bookworm
# The same packages as in scripts/setup.
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        tesseract-ocr \
        tesseract-ocr-vie \
        poppler-utils \
        redis-server \
        fonts-croscore \
        fonts-liberation2 \
        fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/*
# A new volume takes its owner and its folders from here. The user has a name because the audit trail writes it down.
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /data --shell /usr/sbin/nologin digitize \
    && install -d -o digitize -g digitize -m 0700 /data /data/tmp
COPY --from=build /opt/venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    OMP_THREAD_LIMIT=1 \
    LANG=C.UTF-8 \
    DIGITIZE_DATA=/data \
    TMPDIR=/data/tmp
USER 10001:10001
WORKDIR /data
CMD ["digitize", "--help"]
