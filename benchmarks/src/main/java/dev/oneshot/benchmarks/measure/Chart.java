package dev.oneshot.benchmarks.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Lines over one axis, as an SVG that brings its own background, light or dark as the reader
 * prefers, and keeps its words as text. Written by hand: the libraries that could do it draw each
 * letter as an outline, in one colour for all backgrounds, and need fonts on the machine. For one
 * thread.
 *
 * <pre>{@code
 * Chart.percentiles("publish to status", "ms").line("worker", figures.distribution())
 * Chart.lines("one-shot jobs", "workers", "jobs/s").line("Oneshot", xs, ys)
 * }</pre>
 */
public final class Chart {
  private static final int WIDTH = 720;
  private static final int HEIGHT = 400;
  private static final int LEFT = 64;
  private static final int RIGHT = 696;
  private static final int TOP = 72;
  private static final int BOTTOM = 344;

  /** Up to so many points of a line are worth a dot each. */
  private static final int FEW_POINTS = 12;

  // no custom properties: not every program that shows SVG knows them
  private static final String STYLE =
      """
      <style>
        .paper { fill: #ffffff }
        text { font: 13px system-ui, sans-serif; fill: #59636e }
        .title { font-size: 16px; font-weight: 600; fill: #1f2328 }
        .grid { stroke: #d1d9e0 }
        .line { fill: none; stroke: currentColor; stroke-width: 2; stroke-linejoin: round }
        circle { fill: currentColor }
        .c0 { color: #0969da } .c1 { color: #bc4c00 } .c2 { color: #1a7f37 }
        .c3 { color: #8250df } .c4 { color: #bf3989 } .c5 { color: #7d5a00 }
        @media (prefers-color-scheme: dark) {
          .paper { fill: #0d1117 }
          text { fill: #9198a1 }
          .title { fill: #f0f6fc }
          .grid { stroke: #3d444d }
          .c0 { color: #58a6ff } .c1 { color: #f0883e } .c2 { color: #3fb950 }
          .c3 { color: #bc8cff } .c4 { color: #f778ba } .c5 { color: #d29922 }
        }
      </style>
      """;

  private static final int COLOURS = 6;

  /** One of a line. */
  public record Point(double x, double y) {}

  private record Line(String name, List<Point> points) {}

  private final String title;
  private final String xLabel;
  private final String yLabel;
  private final boolean isOfPercentiles;
  private final List<Line> lines = new ArrayList<>();
  private boolean isLogarithmic;

  private Chart(String title, String xLabel, String yLabel, boolean isOfPercentiles) {
    this.title = title;
    this.xLabel = xLabel;
    this.yLabel = yLabel;
    this.isOfPercentiles = isOfPercentiles;
  }

  /** Both axes begin at zero. */
  public static Chart lines(String title, String xLabel, String yLabel) {
    return new Chart(title, xLabel, yLabel, false);
  }

  /** Of distributions: x is a percentile, where each nine takes as much room as the one before. */
  public static Chart percentiles(String title, String yLabel) {
    return new Chart(title, "percentile", yLabel, true);
  }

  /** For lines that are powers of ten apart. Every y must be above zero. */
  public Chart logarithmic() {
    isLogarithmic = true;
    return this;
  }

  /**
   * One line, in a colour of its own.
   *
   * @param xs ascending; of a chart of percentiles from 0 to below 100
   * @param ys as many
   */
  public Chart line(String name, double[] xs, double[] ys) {
    if (xs.length != ys.length) {
      throw new IllegalArgumentException("as many x as y");
    }
    return line(
        name, IntStream.range(0, xs.length).mapToObj(i -> new Point(xs[i], ys[i])).toList());
  }

  /** One line, for example {@link Figures#distribution}, in a colour of its own. */
  public Chart line(String name, List<Point> points) {
    if (points.isEmpty()) {
      throw new IllegalArgumentException("a line needs a point");
    }
    lines.add(new Line(name, List.copyOf(points)));
    return this;
  }

  public String title() {
    return title;
  }

  /**
   * The picture.
   *
   * @throws IllegalStateException if there is no line
   */
  public String svg() {
    double right = highest(Point::x);
    Axis x = isOfPercentiles ? Axis.percentiles(right) : Axis.linear(right);
    Axis y =
        isLogarithmic
            ? Axis.logarithmic(-highest(point -> -point.y), highest(Point::y))
            : Axis.linear(highest(Point::y));
    StringBuilder svg = new StringBuilder();
    add(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\">%n",
        WIDTH,
        HEIGHT);
    add(svg, "<title>%s</title>%n", escaped(title));
    svg.append(STYLE);
    add(svg, "<rect width=\"%d\" height=\"%d\" rx=\"6\" class=\"paper\"/>%n", WIDTH, HEIGHT);
    text(svg, 24, 30, "start", "class=\"title\"", title);
    axes(svg, x, y);
    for (int i = 0; i < lines.size(); i++) {
      draw(svg, lines.get(i), x, y, i % COLOURS);
    }
    legend(svg);
    return svg.append("</svg>\n").toString();
  }

  private double highest(ToDoubleFunction<Point> side) {
    return lines.stream()
        .flatMap(line -> line.points.stream())
        .mapToDouble(side)
        .max()
        .orElseThrow(() -> new IllegalStateException("no line"));
  }

  private void axes(StringBuilder svg, Axis x, Axis y) {
    for (Axis.Tick tick : y.ticks()) {
      double at = yAt(tick.place());
      add(svg, "<path class=\"grid\" d=\"M%d %.1fH%d\"/>%n", LEFT, at, RIGHT);
      text(svg, LEFT - 8, at + 4.5, "end", "", tick.label());
    }
    for (Axis.Tick tick : x.ticks()) {
      double at = xAt(tick.place());
      add(svg, "<path class=\"grid\" d=\"M%.1f %dv5\"/>%n", at, BOTTOM);
      text(svg, at, BOTTOM + 20, "middle", "", tick.label());
    }
    text(svg, (LEFT + RIGHT) / 2.0, HEIGHT - 14, "middle", "", xLabel);
    double middle = (TOP + BOTTOM) / 2.0;
    String turned = String.format(Locale.ROOT, "transform=\"rotate(-90 20 %.1f)\"", middle);
    text(svg, 20, middle, "middle", turned, yLabel);
  }

  private static void draw(StringBuilder svg, Line line, Axis x, Axis y, int colour) {
    List<Point> places =
        line.points.stream()
            .map(point ->
                new Point(
                    xAt(x.place().applyAsDouble(point.x)), yAt(y.place().applyAsDouble(point.y))))
            .toList();
    String corners =
        places.stream()
            .map(place -> String.format(Locale.ROOT, "%.1f,%.1f", place.x, place.y))
            .collect(Collectors.joining(" "));
    add(svg, "<polyline class=\"line c%d\" points=\"%s\"/>%n", colour, corners);
    if (places.size() <= FEW_POINTS) {
      for (Point place : places) {
        add(
            svg,
            "<circle class=\"c%d\" cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\"/>%n",
            colour,
            place.x,
            place.y);
      }
    }
  }

  private void legend(StringBuilder svg) {
    double at = 24;
    for (int i = 0; i < lines.size(); i++) {
      String name = lines.get(i).name;
      add(svg, "<path class=\"line c%d\" d=\"M%.1f 50h18\"/>%n", i % COLOURS, at);
      text(svg, at + 24, 54.5, "start", "", name);
      at += 24 + 7 * name.length() + 18; // about a letter's width
    }
  }

  private static double xAt(double place) {
    return LEFT + place * (RIGHT - LEFT);
  }

  private static double yAt(double place) {
    return BOTTOM - place * (BOTTOM - TOP);
  }

  private static void text(
      StringBuilder svg, double x, double y, String anchor, String attributes, String words) {
    add(
        svg,
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\"%s>%s</text>%n",
        x,
        y,
        anchor,
        attributes.isEmpty() ? "" : " " + attributes,
        escaped(words));
  }

  private static String escaped(String words) {
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  @SuppressWarnings("AnnotateFormatMethod") // the annotation's jar is no dependency
  private static void add(StringBuilder svg, String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values));
  }
}
