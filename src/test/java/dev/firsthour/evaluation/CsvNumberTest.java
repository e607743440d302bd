package dev.firsthour.evaluation;

import java.math.BigDecimal;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CsvNumberTest {

    @Test
    void plainDecimalsAreReadToTheLastPlaceButOne() {
        var random = new Random(1);
        for (int i = 0; i < 100_000; i++) {
            double value = i % 2 == 0 ? random.nextGaussian() * Math.pow(10, random.nextInt(9) - 4) : random.nextInt();
            String written = new BigDecimal(Double.toString(value)).toPlainString();
            assertThat(Math.abs(Csv.number(written) - value)).isLessThanOrEqualTo(Math.ulp(value));
        }
    }

    @Test
    void shortDecimalsAreReadExactly() {
        assertThat(Csv.number("0.1")).isEqualTo(0.1);
        assertThat(Csv.number("-12.375")).isEqualTo(-12.375);
        assertThat(Csv.number("333127680")).isEqualTo(333127680);
        assertThat(Csv.number(".5")).isEqualTo(0.5);
        assertThat(Csv.number("5.")).isEqualTo(5);
        assertThat(Csv.number("-0.0")).isEqualTo(-0.0);
    }

    @Test
    void whatIsNoPlainDecimalIsReadTheLongWay() {
        assertThat(Csv.number("")).isNaN();
        assertThat(Csv.number("NaN")).isNaN();
        assertThat(Csv.number("inf")).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(Csv.number("-inf")).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(Csv.number(" 7 ")).isEqualTo(7);
        assertThat(Csv.number("1e3")).isEqualTo(1000);
        assertThat(Csv.number("1234567890123456789012345")).isEqualTo(1.2345678901234568e24);
        assertThatThrownBy(() -> Csv.number("1.2.3")).isInstanceOf(NumberFormatException.class);
        assertThatThrownBy(() -> Csv.number("-")).isInstanceOf(NumberFormatException.class);
    }
}
