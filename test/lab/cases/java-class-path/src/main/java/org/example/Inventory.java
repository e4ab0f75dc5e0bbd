package org.example;

import com.google.gson.GsonBuilder;
import java.util.List;

/** Prints a stock as JSON, with a library from the class path. */
public final class Inventory {
  record Item(String name, int pieces) {}

  public static void main(String[] arguments) {
    System.out.println(new GsonBuilder().create().toJson(List.of(new Item("bolt", 40), new Item("nut", 38))));
    System.out.println(GsonBuilder.class.getProtectionDomain().getCodeSource().getLocation().getPath());
  }
}
