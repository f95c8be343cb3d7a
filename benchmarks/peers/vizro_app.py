"""The eight charts in Vizro, without a choice of language. `vizro_app.py PORT`"""

import sys

import pandas as pd
import plotly.graph_objects as go
import vizro.models as vm
from eight import LANGUAGES, eight
from vizro import Vizro
from vizro.models.types import capture


@capture("graph")
def one(data_frame: pd.DataFrame, number: int) -> go.Figure:
    """Draw one of the eight; Vizro wants a frame for each."""
    return eight(LANGUAGES[0])[number]


nothing = pd.DataFrame({"x": [1]})
graphs = [vm.Graph(figure=one(nothing, number=number)) for number in range(8)]
app = Vizro().build(vm.Dashboard(pages=[vm.Page(title="eight", components=graphs)]))

if __name__ == "__main__":
    app.run(port=sys.argv[1], debug=False)
