"""Write the sample into the package."""

from tools.sample import SAMPLE, packed

SAMPLE.write_bytes(packed())
