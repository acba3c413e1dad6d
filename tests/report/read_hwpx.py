# SPDX-License-Identifier: Apache-2.0
"""Tables and pictures of an HWPX file as another program reads them, as JSON; run by the Python that has python-hwpx."""
import json
import sys

from hwpx import HwpxDocument

document = HwpxDocument.open(sys.argv[1])
tables = [[[cell.text for cell in row.cells] for row in table.rows] for p in document.paragraphs for table in p.tables]
pictures = [[r.binary_item_id_ref, r.width, r.height] for r in document.media.picture_references()]
print(json.dumps({"tables": tables, "pictures": pictures, "paragraphs": [p.text for p in document.paragraphs]}, ensure_ascii=False))
