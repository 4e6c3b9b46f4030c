import { render } from "preact";
import { DeskApp } from "./desk-app.tsx";
import "../style.css";
import "./desk.css";

const root = document.getElementById("app");
if (root !== null) render(<DeskApp />, root);
