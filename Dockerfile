# One image for dashboard, refresher and commands (deploy/start.sh). No secret is built in: tokens come as environment
# when it runs. EXPORT=off leaves Chromium out (0.6 GB less): pictures then come from the plain renderer.
ARG PYTHON=3.11-slim-bookworm

FROM python:${PYTHON} AS built
COPY requirements.txt /requirements.txt
RUN python -m venv /venv \
 && /venv/bin/python -m pip install --no-cache-dir --disable-pip-version-check -r /requirements.txt

FROM python:${PYTHON}
ARG EXPORT=on
RUN if [ "$EXPORT" = on ]; then \
        apt-get update \
     && apt-get install -y --no-install-recommends chromium fonts-noto-core fonts-noto-cjk \
     && rm -rf /var/lib/apt/lists/*; \
    fi
RUN useradd --system --uid 10001 --home-dir /tmp --shell /usr/sbin/nologin aoi \
 && install -d -o aoi -m 0750 /cache
WORKDIR /app
COPY --from=built /venv /venv
COPY app.py data_sources.yaml CITATION.cff LICENSE ./
COPY .streamlit/config.toml .streamlit/config.toml
COPY indicators indicators
COPY ui ui
COPY pages pages
COPY cache/snapshot cache/snapshot
COPY deploy/start.sh deploy/start.sh
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOME=/tmp \
    AMUR_OKHOTSK_CACHE=/cache \
    AMUR_OKHOTSK_LOG=json
USER 10001
VOLUME /cache
EXPOSE 8501
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8501/healthz', timeout=4)"]
ENTRYPOINT ["sh", "/app/deploy/start.sh"]
CMD ["serve"]
