"""`python -m server STATIC_FOLDER CACHE_FOLDER TRACE_TYPE…`: compress Streamlit's static files."""

import sys
from pathlib import Path

from server.static_files.precompress import main

main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
