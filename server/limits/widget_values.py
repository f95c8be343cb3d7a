"""Replaces widget values that a browser may have forged: of the wrong type, or unreadable.

With such a value Streamlit would log an error of the page with its traceback. Here it counts as no
value and leaves one line in the log. `streamlit_assumptions.check_widget_internals` checks the
internals used.
"""

import logging
from typing import Any

from streamlit.runtime.state.common import WidgetMetadata, unpack_widget_state_value
from streamlit.runtime.state.session_state import Serialized, Value, WStates

LOGGER = logging.getLogger("dashboard.limits")


def is_readable(metadata: WidgetMetadata[Any], state: Any) -> bool:
    """Return whether a widget's serialized state has the widget's type and can be read.

    A state without a value is readable: the widget was emptied.
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
    """Make Streamlit replace unreadable widget values by the widget's default from now on.

    `states` is Streamlit's class of a session's widget values, whose item access is replaced.
    """
    original_getitem = states.__getitem__

    def __getitem__(self: Any, widget_id: str) -> Any:
        """Return a widget's value; if it cannot be read, the value of an untouched widget."""
        state, metadata = self.states.get(widget_id), self.widget_metadata.get(widget_id)
        if isinstance(state, Serialized) and metadata and not is_readable(metadata, state.value):
            fields = {"reason": "widget_value", "widget": widget_id.rpartition("-")[2]}
            LOGGER.info("message_refused", extra={"fields": fields})
            self.states[widget_id] = Value(metadata.deserializer(None))
        return original_getitem(self, widget_id)

    states.__getitem__ = __getitem__
