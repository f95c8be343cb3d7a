"""The eight charts in Dash: one callback gives all of them. `dash_app.py PORT`"""

import sys

from dash import Dash, Input, Output, dcc, html
from eight import LANGUAGES, eight

app = Dash(__name__, serve_locally=True)
graphs = [dcc.Graph(id=f"graph-{number}") for number in range(8)]
app.layout = html.Div(
    [
        dcc.RadioItems([*LANGUAGES], LANGUAGES[0], id="language"),
        html.Div(graphs, style={"display": "grid", "gridTemplateColumns": "repeat(4, 1fr)"}),
    ]
)


@app.callback([Output(f"graph-{n}", "figure") for n in range(8)], Input("language", "value"))
def draw(language: str) -> list:
    """Draw all eight in the language chosen."""
    return eight(language)


if __name__ == "__main__":
    app.run(port=sys.argv[1], debug=False)
