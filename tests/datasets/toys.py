"""Toy files, as text, and a loader of them."""

import io

from mlclf.datasets import load_arff

DENSE = """% a toy
@relation toy
@attribute size numeric
@attribute color {red, green, blue}
@attribute red_ball {0,1}
@attribute weight real
@attribute blue_ball {0,1}
@data
1.5,red,1,10,0
2,blue,0,?,1
"""


def load(text, labels=None, **options):
    return load_arff(io.BytesIO(text.encode()), labels, **options)


SPARSE = """@relation 'toy: -C -2'
@attribute x numeric
@attribute y numeric
@attribute color {red, green}
@attribute a {0,1}
@attribute b {1,0}
@data
{2 green, 0 2.5,3 1, 4 0}
{ }
{1 0.0,0 ?}
"""

FRAME = """@relation r
@attribute when date "yyyy-MM-dd'T'HH:mm:ss.SSS"
@attribute what string
@attribute color {red, 'dark blue'}
@attribute a {0,1}
@data
"2024-02-29T12:00:00.123",'it\\'s',red,1
?,?,'dark blue',0,{2.5}
"""

XML = (
    '<?xml version="1.0"?>\n<labels xmlns="http://mulan.sourceforge.net/labels">'
    '<label name="c"><label name="a"/></label></labels>'
)
