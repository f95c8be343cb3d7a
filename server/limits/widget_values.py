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

    A state comes from the browser, which may send anything. One without a value is readable: the
    widget was emptied.
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
    """Patch Streamlit so that a widget value that cannot be read is replaced by the default.

    Only a forged message has such a value. `states` is Streamlit's class of a session's widget
    values: its `__getitem__`, by which pages read a value, is replaced.
    """
    original_getitem = states.__getitem__

    def __getitem__(self: Any, widget_id: str) -> Any:
        """Return a widget's value; if it cannot be read, the value of an untouched widget."""
        state, metadata = self.states.get(widget_id), self.widget_metadata.get(widget_id)
        if isinstance(state, Serialized) and metadata and not is_readable(metadata, state.value):
            # Streamlit's id ends with the widget's key: "$$ID-0f3a…-report.paste".
            _, _, widget_key = widget_id.rpartition("-")
            fields = {"reason": "widget_value", "widget": widget_key}
            LOGGER.info("message_refused", extra={"fields": fields})
            self.states[widget_id] = Value(metadata.deserializer(None))
        return original_getitem(self, widget_id)

    states.__getitem__ = __getitem__
