package dev.oneshot.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.StringReader;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

final class ChartTest {
  @Test
  void drawsEachLineWithin_itsAxes() throws Exception {
    Document svg =
        parsed(
            Chart.lines("a < b & c", "workers", "jobs/s")
                .line("ours", new double[] {0, 4, 8}, new double[] {0, 5, 10})
                .line("theirs", new double[] {8}, new double[] {2.5}));

    assertThat(points(svg, 0)).isEqualTo("64.0,344.0 380.0,208.0 696.0,72.0");
    assertThat(points(svg, 1)).isEqualTo("696.0,276.0");
    assertThat(svg.getElementsByTagName("title").item(0).getTextContent()).isEqualTo("a < b & c");
  }

  @Test
  void givesEachNineTheSameRoom() throws Exception {
    Document svg =
        parsed(
            Chart.percentiles("latency", "ms")
                .line("worker", new double[] {0, 90, 99}, new double[] {1, 1, 10}));

    assertThat(points(svg, 0)).isEqualTo("64.0,316.8 380.0,316.8 696.0,72.0");
    assertThat(svg.getDocumentElement().getTextContent()).contains("50 %", "99 %");
  }

  @Test
  void givesEachPowerOfTenTheSameRoom() throws Exception {
    Document svg =
        parsed(
            Chart.lines("latency", "calls", "ms")
                .logarithmic()
                .line("a", new double[] {0, 5, 10}, new double[] {1, 10, 100}));

    assertThat(points(svg, 0)).isEqualTo("64.0,344.0 380.0,208.0 696.0,72.0");
  }

  @Test
  void refusesWhatCannotBeDrawn() {
    Chart chart = Chart.lines("nothing", "x", "y");

    assertThatIllegalStateException().isThrownBy(chart::svg);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> chart.line("uneven", new double[] {1}, new double[] {1, 2}));
  }

  private static String points(Document svg, int line) {
    return ((Element) svg.getElementsByTagName("polyline").item(line)).getAttribute("points");
  }

  private static Document parsed(Chart chart) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(chart.svg())));
  }
}
