"""What Streamlit takes from a tab over its socket and our pages never send."""

from streamlit.proto.BackMsg_pb2 import BackMsg


def message(**asked: object) -> bytes:
    """One message of Streamlit's."""
    return BackMsg(**asked).SerializeToString()


def operation(name: str) -> bytes:
    """A request for an operation on the server."""
    made = BackMsg()
    made.backend_operation_request.request_id = "1"
    getattr(made.backend_operation_request, name).SetInParent()
    return made.SerializeToString()


REFUSED = {
    "clear_cache": message(clear_cache=True),
    "load_git_info": message(load_git_info=True),
    "set_run_on_save": message(set_run_on_save=True),
    "debug_disconnect": message(debug_disconnect_websocket=True),
    "debug_shutdown": message(debug_shutdown_runtime=True),
    "install": operation("install_skills"),
    "dismiss": operation("dismiss_skills_nudge"),
    "two at once": message(clear_cache=True) + message(app_heartbeat=True),
    "two at once, the other way": message(app_heartbeat=True) + message(clear_cache=True),
}
