"""The eight charts in Vizro, without a filter: what its first visit weighs. `vizro_app.py PORT`"""

import sys

import vizro.models as vm
from eight import LANGUAGES, eight
from vizro import Vizro
from vizro.models.types import capture


@capture("graph")
def one(data_frame, number):
    return eight(LANGUAGES[0])[number]


import pandas as pd

graphs = [vm.Graph(figure=one(pd.DataFrame({"x": [1]}), number=n)) for n in range(8)]
page = vm.Page(title="eight", components=graphs)
app = Vizro().build(vm.Dashboard(pages=[page]))

if __name__ == "__main__":
    app.run(port=sys.argv[1], debug=False)
