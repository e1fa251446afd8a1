import com.helger.diver.api.coord.DVRCoordinate;
import com.helger.io.resource.FileSystemResource;
import com.helger.phive.api.execute.ValidationExecutionManager;
import com.helger.phive.api.executorset.ValidationExecutorSetRegistry;
import com.helger.phive.api.validity.IValidityDeterminator;
import com.helger.phive.en16931.EN16931Validation;
import com.helger.phive.xml.source.IValidationSourceXML;
import com.helger.phive.xml.source.ValidationSourceXML;
import com.helger.phive.xrechnung.XRechnungValidation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Phive.java FILE...: of each invoice, by each set of rules of its syntax that it names itself bound to, what is wrong. */
class Phive {
  private static final List<String> CEN = List.of("1.3.15", "1.3.16");
  private static final String XRECHNUNG = "3.0.2";

  public static void main(String[] files) throws Exception {
    var registry = new ValidationExecutorSetRegistry<IValidationSourceXML>();
    EN16931Validation.initEN16931(registry);
    XRechnungValidation.initXRechnung(registry);
    for (var file : files) {
      var text = Files.readString(Path.of(file));
      var syntax = text.contains("CrossIndustryInvoice:100") ? "cii" : text.contains("CreditNote-2") ? "ubl-creditnote" : "ubl";
      for (var version : CEN) judge(registry, "eu.cen.en16931:" + syntax + ":" + version, file);
      var ofXRechnung = syntax.equals("ubl") ? "ubl-invoice" : syntax;
      if (text.contains(":xrechnung_3.0")) judge(registry, "de.xrechnung:" + ofXRechnung + ":" + XRECHNUNG, file);
    }
  }

  private static void judge(ValidationExecutorSetRegistry<IValidationSourceXML> registry, String rules, String file) {
    var set = registry.getOfID(DVRCoordinate.parseOrNull(rules));
    if (set == null) throw new IllegalStateException("Phive has no rules " + rules);
    var source = ValidationSourceXML.create(new FileSystemResource(file));
    var results = ValidationExecutionManager.executeValidation(IValidityDeterminator.createDefault(), set, source);
    // Without one step there is nothing to be wrong with.
    if (results.size() < 2) throw new IllegalStateException(rules + " judged in " + results.size() + " steps");
    results.getAllErrors().forEach(error -> System.out.println(file + "\t" + rules + "\t" + error.getErrorID() + " " + error.getAsStringLocaleIndepdent()));
    System.out.println(file + "\t" + rules + "\tjudged");
  }
}
