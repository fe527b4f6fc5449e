package sley.cli;
import org.junit.jupiter.api.Test;
class TTest { @Test void t() {} }
