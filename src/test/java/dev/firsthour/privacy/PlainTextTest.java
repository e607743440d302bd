package dev.firsthour.privacy;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PlainTextTest {

    @Test
    void whatNobodySeesGoesAndTheRestStays() {
        assertThat(PlainText.of("a\u200bb\u202ec\u2066d\ufeffe\u00adf")).isEqualTo("abcdef");
        assertThat(PlainText.of("\u001b[1;31mERROR\u001b[0m line\nnext\tcell\r\n")).isEqualTo("ERROR line\nnext\tcell\r\n");
        assertThat(PlainText.of("x" + Character.toString(0xe0049) + Character.toString(0xe0067) + "y")).isEqualTo("xy");
        assertThat(PlainText.of("bell\u0007 null\u0000 delete\u007f")).isEqualTo("bell null delete");
        assertThat(PlainText.of("lone \ud800 surrogate")).isEqualTo("lone  surrogate");
    }

    @Test
    void lettersOfEveryWritingAndPicturesStay() {
        String text = "Zürich, 東京, Москва, العربية, naïve, 🚀 ✓ “quotes”";
        assertThat(PlainText.of(text)).isSameAs(text);
    }

    @Test
    void anEscapeThatBeginsNoSequenceLosesNothingElse() {
        assertThat(PlainText.of("\u001b[12")).isEqualTo("[12");
        assertThat(PlainText.of("end\u001b")).isEqualTo("end");
        assertThat(PlainText.of("\u001b]0;title\u0007x")).isEqualTo("]0;titlex");
    }
}
