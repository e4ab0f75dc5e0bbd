package org.example;

import com.google.gson.Gson;
import com.google.gson.reflect.TypeToken;
import java.util.Map;
import java.util.TreeMap;

/** Reads prices from JSON, with a library that is in the jar. */
public final class Prices {
  public static void main(String[] arguments) {
    var type = new TypeToken<Map<String, Integer>>() {};
    var prices = new Gson().fromJson("{\"pear\": 3, \"apple\": 2}", type);
    System.out.println(new TreeMap<>(prices));
    System.out.println(Gson.class.getProtectionDomain().getCodeSource().getLocation().getPath().endsWith("app.jar"));
  }
}
