#!/bin/sh
# Beginning of a container: `serve` the dashboard, `refresh` for ever, or any verb of `python -m indicators`.
# The shipped snapshot is that of the image, whichever cache is mounted.
set -eu
ln -sfn /app/cache/snapshot "$AMUR_OKHOTSK_CACHE/snapshot"
case "${1:-serve}" in
    serve) exec python -m streamlit run app.py --server.address 0.0.0.0 --server.port 8501 ;;
    refresh) exec python -m indicators refresh --watch ;;
    *) exec python -m indicators "$@" ;;
esac
