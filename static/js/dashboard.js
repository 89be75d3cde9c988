// Draws the dashboard's charts from the page's data. Tooltips are drawn on the canvas: HTML ones would need inline styles.
(() => {
  "use strict";

  const source = document.getElementById("chart-data");
  if (!source || !window.echarts) return;
  const data = JSON.parse(source.textContent);
  const colours = { red: "#c0392f", orange: "#e07a1f", yellow: "#e0a100", green: "#4b9a66", blue: "#3f74b5", grey: "#a7b0bd" };
  const ink = "#56627a";
  const line = "#e3e7ee";
  const font = getComputedStyle(document.body).fontFamily;
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const base = {
    textStyle: { fontFamily: font, color: ink },
    animation: !still,
    animationDuration: 300,
    tooltip: { renderMode: "richText", confine: true, backgroundColor: "#fff", borderColor: line, textStyle: { color: "#1c2636", fontSize: 13 } },
  };

  const draw = (id, option) => {
    const place = document.getElementById(id);
    if (!place) return;
    const chart = window.echarts.init(place, null, { renderer: "canvas", locale: "ZH" });
    chart.setOption({ ...base, ...option, tooltip: { ...base.tooltip, ...option.tooltip } });
    window.addEventListener("resize", () => chart.resize());
    window.addEventListener("beforeprint", () => chart.resize());
  };

  const all = data.lights.reduce((sum, slice) => sum + slice.value, 0);
  draw("chart-lights", {
    tooltip: { formatter: "{b}  {c} 项（{d}%）" },
    title: { text: String(all), subtext: "项任务", left: "center", top: "36%", itemGap: 2, textStyle: { fontSize: 26, color: "#1b3a66", fontFamily: font }, subtextStyle: { fontSize: 12, color: ink } },
    series: [{
      type: "pie",
      radius: ["58%", "82%"],
      label: { show: false },
      itemStyle: { borderColor: "#fff", borderWidth: 2 },
      emphasis: { scale: false },
      data: data.lights.map((slice) => ({ name: slice.name, value: slice.value, itemStyle: { color: colours[slice.colour] } })),
    }],
  });

  const valueAxis = { type: "value", minInterval: 1, axisLabel: { color: ink }, splitLine: { lineStyle: { color: line } } };
  const legend = { top: 4, right: 12, itemWidth: 10, itemHeight: 10, textStyle: { color: ink } };

  draw("chart-trend", {
    tooltip: { trigger: "axis" },
    legend,
    grid: { left: 36, right: 16, top: 40, bottom: 28 },
    xAxis: { type: "category", data: data.trend.weeks, axisTick: { show: false }, axisLine: { lineStyle: { color: line } }, axisLabel: { color: ink, hideOverlap: true } },
    yAxis: valueAxis,
    series: [
      { name: "交办", type: "bar", data: data.trend.issued, barMaxWidth: 16, itemStyle: { color: "#9db6d6", borderRadius: [2, 2, 0, 0] } },
      { name: "销号", type: "bar", data: data.trend.closed, barMaxWidth: 16, itemStyle: { color: "#1f4e8c", borderRadius: [2, 2, 0, 0] } },
    ],
  });

  draw("chart-units", {
    tooltip: { trigger: "axis", axisPointer: { type: "shadow" } },
    legend,
    grid: { left: 8, right: 20, top: 36, bottom: 8, containLabel: true },
    xAxis: valueAxis,
    yAxis: { type: "category", data: data.units.units, axisTick: { show: false }, axisLine: { lineStyle: { color: line } }, axisLabel: { color: "#1c2636", width: 110, overflow: "truncate" } },
    series: data.units.series.map((part) => ({ name: part.name, type: "bar", stack: "open", barMaxWidth: 16, data: part.values, itemStyle: { color: colours[part.colour] } })),
  });
})();
