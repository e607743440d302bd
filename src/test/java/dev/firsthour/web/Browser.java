package dev.firsthour.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;

import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.support.ui.WebDriverWait;

import dev.firsthour.testing.Peers;

/// A real headless Chromium. What its console said while a test ran is part of what the test looks at: a blocked resource or a broken script
/// shows there.
final class Browser implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ChromeDriver driver;
    private final House house;

    private Browser(ChromeDriver driver, House house) {
        this.driver = driver;
        this.house = house;
    }

    /// @param script whether pages may run their scripts
    static Browser open(House house, boolean script) {
        Path chromium = Peers.require("chromium");
        Path driver = Peers.require("chromedriver");
        ChromeOptions options = new ChromeOptions();
        options.setBinary(chromium.toFile());
        options.addArguments("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update", "--disable-sync", "--hide-scrollbars");
        options.setCapability("goog:loggingPrefs", Map.of("browser", "ALL"));
        if (!script) options.setExperimentalOption("prefs", Map.of("profile.managed_default_content_settings.javascript", 2));
        Browser browser = new Browser(new ChromeDriver(
                new ChromeDriverService.Builder().usingDriverExecutable(driver.toFile()).usingAnyFreePort().build(), options), house);
        browser.size(1_440, 1_000);
        return browser;
    }

    /// Sees the pages in a window of that size; below 600 points as on a phone.
    Browser size(int width, int height) {
        driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
        return this;
    }

    Browser prefers(String scheme) {
        driver.executeCdpCommand("Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
        return this;
    }

    Browser go(String path) {
        driver.get(path.startsWith("http") ? path : house.address() + path);
        return this;
    }

    Browser signIn(String key) {
        go("/sign-in");
        find("#key").sendKeys(key);
        find("main button").click();
        until("the list is there", () -> path().equals("/incidents"));
        return this;
    }

    WebElement find(String selector) {
        return new WebDriverWait(driver, PATIENCE).until(ready -> ready.findElement(By.cssSelector(selector)));
    }

    List<WebElement> all(String selector) {
        return driver.findElements(By.cssSelector(selector));
    }

    String text() {
        return find("body").getText();
    }

    String path() {
        return URI.create(Objects.requireNonNull(driver.getCurrentUrl())).getPath();
    }

    void keys(CharSequence... keys) {
        new Actions(driver).sendKeys(keys).perform();
    }

    void escape() {
        keys(Keys.ESCAPE);
    }

    /// What the code gives back; the empty text if that is nothing.
    Object script(String code, Object... arguments) {
        return Objects.requireNonNullElse(driver.executeScript(code, arguments), "");
    }

    /// Waits until something is so, and fails with its name if it never is.
    void until(String what, BooleanSupplier condition) {
        new WebDriverWait(driver, PATIENCE).ignoring(StaleElementReferenceException.class).withMessage(what)
                .until(_ -> condition.getAsBoolean());
    }

    /// What the console said. A status of an answer is no fault of the page, nor is a request that was under way when the test went elsewhere.
    List<String> complaints() {
        return driver.manage().logs().get("browser").getAll().stream().map(LogEntry::getMessage)
                .filter(message -> !message.contains("Failed to load resource: the server responded with a status"))
                .filter(message -> !message.matches(".*htmx\\.min.*\"htmx:(afterRequest|sendError|sendAbort)\".*")).toList();
    }

    /// How wide the page is against the window it is in.
    boolean fits() {
        return (Boolean) script("return document.documentElement.scrollWidth <= window.innerWidth && window.innerWidth <= screen.width");
    }

    void picture(Path file) {
        try {
            Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    @Override
    public void close() {
        driver.quit();
    }
}
