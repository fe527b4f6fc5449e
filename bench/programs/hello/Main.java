// Start-up: one line of output.
class Main {
    public static void main(String[] args) {
        System.out.println("Hello, world!");
    }
}
