"""Pages in Chinese alone: a Latin letter on them can only be Streamlit's."""

import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

st.set_page_config(layout="wide")
st.html(Path(__file__).parents[3] / "app_pages/browser/style.css")
table = pd.DataFrame({"数": [1.5, 2.5], "名": ["甲", "乙"], "日": [datetime.date(2024, 9, 1)] * 2})


def charts() -> None:
    st.title("图")
    for column, number in zip(st.columns(6), range(6), strict=True):
        column.metric("数", f"{number}万余元")
    for number, column in enumerate([*st.columns(3), *st.columns(3)]):
        bar = go.Figure(go.Bar(x=["甲", "乙", "丙"], y=[number, 2, 3]))
        column.plotly_chart(bar, key=f"chart{number}", theme=None, config={"displaylogo": False})


def inputs() -> None:
    st.title("填")
    st.multiselect("多选", ["甲", "乙", "丙"])
    st.multiselect("限选", ["甲", "乙", "丙"], default=["甲"], max_selections=1)
    st.selectbox("单选", ["甲", "乙"], index=None)
    st.selectbox("无选", [])
    st.selectbox("可添", ["甲"], index=None, accept_new_options=True)
    st.text_input("口令", type="password")
    st.text_input("名称", max_chars=20)
    st.number_input("数", 0, 10)
    st.date_input("日期", value=None)
    st.date_input("时段", value=())
    st.time_input("时刻", value=None)
    st.datetime_input("时点", value=None)
    chosen = [st.pills("药丸", ["甲", "乙"]), st.segmented_control("分段", ["甲", "乙"])]
    st.toggle("开关")
    st.checkbox("勾选", help="说明文字")
    st.radio("择一", ["甲", "乙"])
    st.slider("滑块", 0, 5)
    with st.form("form"):
        st.text_area("说明")
        st.text_input("标题")
        st.form_submit_button("提交")
    st.html(f"<p data-clicks={len(chosen) - chosen.count(None)}></p>")


def tables() -> None:
    st.title("表")
    st.dataframe(table, key="table", on_select="rerun", selection_mode="multi-row")
    st.data_editor(table, num_rows="dynamic", key="editor")
    st.table(table)


def files() -> None:
    st.title("文件")
    st.file_uploader("单个", type=["csv", "xlsx"], key="one")
    st.file_uploader("多个", accept_multiple_files=True, key="many")
    st.download_button("导出", "数据", "数据.csv", on_click="ignore")
    st.image(np.zeros((4, 4, 3), dtype=np.uint8))


@st.dialog("对话")
def dialog() -> None:
    st.write("内容")


def boxes() -> None:
    st.title("框")
    # A word of Streamlit's that the page itself says stays as it is.
    st.markdown("Close")
    with st.expander("展开"):
        st.write("内容")
    with st.popover("弹出"):
        st.write("内容")
    st.tabs(["一", "二"])
    st.code("代码")
    st.status("完成", state="complete")
    st.progress(50, "进度")
    if st.button("对话"):
        dialog()
    if st.button("通知"):
        st.toast("已发布")
    if st.button("出错"):
        raise ValueError("secret")
    if st.button("英文"):
        st.query_params["lang"] = "en"
    if st.button("中文"):
        del st.query_params["lang"]


st.navigation(
    [
        st.Page(charts, title="图", default=True),
        st.Page(inputs, title="填", url_path="inputs"),
        st.Page(tables, title="表", url_path="tables"),
        st.Page(files, title="文件", url_path="files"),
        st.Page(boxes, title="框", url_path="boxes"),
    ],
    position="top",
).run()
