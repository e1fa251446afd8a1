import org.mustangproject.validator.ZUGFeRDValidator;

/** Mustang.java FILE...: Mustang's whole report on each, all in one JVM: the first takes ten seconds, each other a tenth of one. */
class Mustang {
  public static void main(String[] files) {
    for (var file : files) {
      var validator = new ZUGFeRDValidator();
      System.out.println("REPORT " + file);
      System.out.println(validator.validate(file));
      System.out.println("END " + file);
    }
  }
}
