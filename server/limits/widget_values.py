"""Values of widgets that a browser may have forged: of the wrong type, or not readable.

Streamlit hands them to the page, whose error is then written into the log with its traceback. Here
such a value counts as none, and leaves one line. `streamlit_assumptions.check_widget_values` checks
the internals.
"""

import logging
from typing import Any

from streamlit.runtime.state.common import WidgetMetadata, unpack_widget_state_value
from streamlit.runtime.state.session_state import Serialized, Value, WStates

LOGGER = logging.getLogger("dashboard.limits")


def is_readable(metadata: WidgetMetadata[Any], state: Any) -> bool:
    """Return whether a widget's serialized state has the widget's type and can be read.

    A state without a value is one: that of an emptied widget.
    """
    field = state.WhichOneof("value")
    if field is None:
        return True
    if field != metadata.value_type:
        return False
    try:
        metadata.deserializer(unpack_widget_state_value(state))
    except Exception:  # each widget reads its value in its own way
        return False
    return True


def refuse_forged_values(states: type[Any] = WStates) -> None:
    """Make Streamlit take unreadable values of widgets for none, from now on.

    `states` is Streamlit's class of a session's widget values, whose item access is replaced.
    """
    read = states.__getitem__

    def __getitem__(self: Any, widget_id: str) -> Any:
        """Return a widget's value, that of an untouched widget if it cannot be read.

        Takes the place of Streamlit's own item access (`read`), which it calls.
        """
        state, metadata = self.states.get(widget_id), self.widget_metadata.get(widget_id)
        if isinstance(state, Serialized) and metadata and not is_readable(metadata, state.value):
            fields = {"reason": "widget_value", "widget": widget_id.rpartition("-")[2]}
            LOGGER.info("message_refused", extra={"fields": fields})
            self.states[widget_id] = Value(metadata.deserializer(None))
        return read(self, widget_id)

    states.__getitem__ = __getitem__
